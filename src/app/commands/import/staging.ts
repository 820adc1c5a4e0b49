import type { Id, UserId } from '../../../kernel/ids.js';
import type { PgTx, Postgres } from '../../../platform/postgres/postgres.js';
import type { Kind } from './format/kinds.js';
import type { StagedLine } from './format/staged-line.js';

/** A line in the staging table once all that it refers to has been found. */
export interface ReadyLine {
  readonly line: number;
  readonly plazaId: Id;
  readonly personId: UserId;
  readonly subjectId: Id;
  readonly subjectKind: Kind;
  readonly postId: Id;
  readonly postAuthorId: UserId;
  readonly parentId: Id | null;
  readonly depth: number;
  readonly ancestorIds: readonly Id[];
  readonly ancestorAuthorIds: readonly UserId[];
  readonly body: Readonly<Record<string, unknown>>;
  readonly emailCipher: Buffer | null;
  readonly emailHash: Buffer | null;
}

export interface BadStagedLine {
  readonly line: number;
  readonly reason: string;
  /** Where the line shows one. */
  readonly sourceId?: string | null;
}

/**
 * The staging table: every line of a network under its source, with a state. `NEW` will be applied, `KNOWN` was imported
 * before, `BAD` is refused with a reason. No personal data lies here in the clear but what profiles show to everybody.
 */
export class Staging {
  constructor(
    private readonly postgres: Postgres,
    readonly source: string,
  ) {}

  async clear(): Promise<void> {
    await this.postgres.query('import.clear', 'DELETE FROM import_staging WHERE source = $1', [this.source]);
  }

  async add(kind: Kind, good: readonly (StagedLine & { line: number })[], bad: readonly BadStagedLine[]): Promise<void> {
    const rows = [
      ...good.map((row) => ({ ...row, state: 'NEW', sealed: hex(row.sealed), emailCipher: hex(row.email?.cipher), emailHash: hex(row.email?.hash), email: undefined })),
      ...bad.map((row) => ({ ...row, state: 'BAD' })),
    ];
    if (rows.length > 0) await this.postgres.query('import.stage', STAGE, [this.source, kind, JSON.stringify(rows)]);
  }

  /** Fresh statistics: the checks that follow join tables that have only just been filled. */
  async analyze(): Promise<void> {
    await this.postgres.query('import.analyze', 'ANALYZE import_staging');
  }

  /** The next lines to be applied, after `line`; the checks are over. */
  ready(kind: Kind, line: number, limit: number): Promise<ReadyLine[]> {
    return this.postgres.query<ReadyLine>('import.ready', READY, [this.source, kind, line, limit]);
  }

  bad(kind: Kind, line: number, limit: number): Promise<BadStagedLine[]> {
    return this.postgres.query<BadStagedLine>('import.bad', BAD, [this.source, kind, line, limit]);
  }

  /** Writes down for good which ids the lines up to `to` were given, and keeps what Plaza has no place for. */
  async keep(tx: PgTx, kind: Kind, from: number, to: number): Promise<void> {
    await tx.query(KEEP_IDS, [this.source, kind, from, to]);
    await tx.query(KEEP_SOURCES, [this.source, kind, from, to]);
  }

  async totals(): Promise<{ kind: Kind; state: 'NEW' | 'KNOWN' | 'BAD'; count: number }[]> {
    return this.postgres.query('import.totals', TOTALS, [this.source]);
  }
}

const hex = (bytes: Buffer | null | undefined): string | null => (bytes ? `\\x${bytes.toString('hex')}` : null);

const STAGE = `
  INSERT INTO import_staging (source, kind, line, state, reason, source_id, plaza_id, person, subject, subject_kind, parent,
    username_key, email_cipher, email_hash, body, sealed)
  SELECT $1, $2, line, state, reason, "sourceId", "plazaId", person, subject, "subjectKind", parent,
    "usernameKey", "emailCipher", "emailHash", body, sealed
  FROM jsonb_to_recordset($3::jsonb) AS row(line int, state text, reason text, "sourceId" text, "plazaId" uuid, person text,
    subject text, "subjectKind" text, parent text, "usernameKey" text, "emailCipher" bytea, "emailHash" bytea, body jsonb, sealed bytea)`;

const READY = `
  SELECT line, plaza_id AS "plazaId", person_id AS "personId", subject_id AS "subjectId", subject_kind AS "subjectKind",
    post_id AS "postId", post_author_id AS "postAuthorId", parent_id AS "parentId", depth, ancestor_ids AS "ancestorIds",
    ancestor_author_ids AS "ancestorAuthorIds", body, email_cipher AS "emailCipher", email_hash AS "emailHash"
  FROM import_staging WHERE source = $1 AND kind = $2 AND line > $3 AND state = 'NEW' ORDER BY line LIMIT $4`;

const BAD = `SELECT line, reason FROM import_staging WHERE source = $1 AND kind = $2 AND line > $3 AND state = 'BAD' ORDER BY line LIMIT $4`;

const KEEP_IDS = `
  INSERT INTO import_ids (source, kind, source_id, plaza_id, owner_id, followee_id)
  SELECT source, kind, source_id, plaza_id, CASE kind WHEN 'user' THEN plaza_id ELSE person_id END, CASE kind WHEN 'follow' THEN subject_id END
  FROM import_staging WHERE source = $1 AND kind = $2 AND line BETWEEN $3 AND $4 AND state = 'NEW'
  ON CONFLICT DO NOTHING`;

const KEEP_SOURCES = `
  INSERT INTO import_sources (plaza_id, kind, source, owner_id, sealed)
  SELECT plaza_id, kind, source, CASE kind WHEN 'user' THEN plaza_id ELSE person_id END, sealed
  FROM import_staging WHERE source = $1 AND kind = $2 AND line BETWEEN $3 AND $4 AND state = 'NEW' AND sealed IS NOT NULL
  ON CONFLICT DO NOTHING`;

const TOTALS = `SELECT kind, state, count(*)::int AS count FROM import_staging WHERE source = $1 GROUP BY kind, state`;
