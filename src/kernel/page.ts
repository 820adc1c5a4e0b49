import { badInput } from './errors.js';
import { type Id, idFromBytes, idToBytes } from './ids.js';

/**
 * A page of a list that is sorted by id. Positions are ids: a cursor stays valid at any age, also when its row is gone,
 * and holds no viewer.
 */
export interface PageRequest {
  /** How many rows are wanted, 1 to 100. */
  readonly size: number;
  /** Rows strictly beyond this position, in reading direction; null from the start. */
  readonly after: Id | null;
  /** Reads the list from its end; `after` is then `before`, and rows come back in list order all the same. */
  readonly backward: boolean;
}

export interface PageOf<Row> {
  readonly edges: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Where the next page starts: may lie beyond the last edge, since rows that the rules removed are passed over. */
  readonly startPosition: Id | null;
  readonly endPosition: Id | null;
}

/** Where there is nothing to read. */
export const EMPTY_PAGE: PageOf<never> = { edges: [], hasNextPage: false, hasPreviousPage: false, startPosition: null, endPosition: null };

export const MAX_PAGE_SIZE = 100;

/** The lists that have cursors; a cursor of one list means nothing in another. */
export type ListKind = 'posts' | 'comments' | 'follows' | 'followRequests' | 'mutes' | 'securityEvents' | 'suspensions' | 'serviceTokens' | 'reposts';
const LETTER: Record<ListKind, string> = { posts: 'p', comments: 'c', follows: 'f', followRequests: 'r', mutes: 'm', securityEvents: 's', suspensions: 'x', serviceTokens: 't', reposts: 'o' };

export function encodeCursor(list: ListKind, position: Id): string {
  return Buffer.concat([Buffer.from(LETTER[list]), idToBytes(position)]).toString('base64url');
}

/** The position in a cursor, or BAD_USER_INPUT naming `argument`. */
export function decodeCursor(list: ListKind, cursor: string, argument: string): Id {
  const bytes = cursor.length <= 32 ? Buffer.from(cursor, 'base64url') : Buffer.alloc(0);
  const position = idFromBytes(bytes.subarray(1));
  if (bytes[0] !== LETTER[list].charCodeAt(0) || !position || bytes.toString('base64url') !== cursor) {
    throw badInput(argument, `"${argument}" is not a cursor of this list.`);
  }
  return position;
}

/** The arguments of a connection as they come from GraphQL. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** Reads and checks the arguments of a connection; `fallback` is the size where none is named. */
export function readPage(list: ListKind, args: PageArguments, fallback = 20): PageRequest {
  const backward = args.last != null || args.before != null;
  if (backward && (args.first != null || args.after != null)) {
    throw badInput(args.last != null ? 'last' : 'before', 'Page forward with first/after or backward with last/before, not both.');
  }
  const sizeName = backward ? 'last' : 'first';
  const size = args[sizeName] ?? fallback;
  if (size < 1 || size > MAX_PAGE_SIZE) throw badInput(sizeName, `"${sizeName}" must be from 1 to ${MAX_PAGE_SIZE}.`);
  const cursorName = backward ? 'before' : 'after';
  const cursor = args[cursorName];
  return { size, backward, after: cursor == null ? null : decodeCursor(list, cursor, cursorName) };
}

/**
 * The page out of rows that a store read in reading direction, one more than asked: `size + 1` rows mean that there is more.
 */
export function pageOf<Row>(request: PageRequest, rows: readonly Row[], positionOf: (row: Row) => Id): PageOf<Row> {
  const more = rows.length > request.size;
  const edges = rows.slice(0, request.size);
  if (request.backward) edges.reverse();
  return {
    edges,
    hasNextPage: request.backward ? request.after !== null : more,
    hasPreviousPage: request.backward ? more : request.after !== null,
    startPosition: edges.length ? positionOf(edges[0]!) : null,
    endPosition: edges.length ? positionOf(edges.at(-1)!) : null,
  };
}
