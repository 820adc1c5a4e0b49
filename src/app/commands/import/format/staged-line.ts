import type { Id } from '../../../../kernel/ids.js';
import type { Kind } from './kinds.js';

/** A line that is well-formed: what of it Plaza keeps, and what it refers to by the source's own ids. */
export interface StagedLine {
  /** The source's id; for follows and likes, which have none, made of the ids that they connect. */
  readonly sourceId: string;
  /** The id in Plaza: always the same for the same source, id and date. */
  readonly plazaId: Id;
  /** Who follows, writes or likes. */
  readonly person?: string;
  /** Who is followed, what is commented or liked. */
  readonly subject?: string;
  readonly subjectKind?: Kind;
  /** The comment that a comment answers. */
  readonly parent?: string | null;
  readonly usernameKey?: string;
  readonly email?: { readonly cipher: Buffer; readonly hash: Buffer } | null;
  /** The fields for the row itself. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What Plaza has no place for, encrypted; null where there is nothing. */
  readonly sealed: Buffer | null;
}
