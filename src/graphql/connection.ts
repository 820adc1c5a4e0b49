import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { encodeCursor, type ListKind, MAX_PAGE_SIZE, type PageArguments, type PageOf } from '../kernel/page.js';
import type { Id } from '../kernel/ids.js';
import { Policy, SHARED_POLICIES } from './policy.js';
import { Cursor } from './scalars.js';

@Policy(SHARED_POLICIES.page)
@ObjectType('PageInfo', { simpleResolvers: true, description: 'How to go on from this page (Relay Cursor Connections).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'There are rows after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'There are rows before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => Cursor, { nullable: true, description: 'The position of the first edge; null on an empty page.' })
  startCursor!: string | null;

  @Field(() => Cursor, { nullable: true, description: 'Where the next page starts; it may lie beyond the last edge.' })
  endCursor!: string | null;
}

/** Arguments of a list that pages forward only. */
@ArgsType()
export class ForwardArgs implements PageArguments {
  @Field(() => Int, { defaultValue: 20, description: `How many rows, 1 to ${MAX_PAGE_SIZE}.` })
  first!: number;

  @Field(() => Cursor, { nullable: true, description: 'Only rows after this position.' })
  after?: string | null;
}

/** Arguments of a short list that pages both ways. */
@ArgsType()
export class BothWaysArgs implements PageArguments {
  @Field(() => Int, { nullable: true, description: `How many rows from the start, 1 to ${MAX_PAGE_SIZE}; 20 where neither is given.` })
  first?: number | null;

  @Field(() => Cursor, { nullable: true, description: 'Only rows after this position.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: `How many rows from the end, 1 to ${MAX_PAGE_SIZE}.` })
  last?: number | null;

  @Field(() => Cursor, { nullable: true, description: 'Only rows before this position.' })
  before?: string | null;
}

/** Makes the abstract edge type over `NodeType`; a module's concrete class names it and may add fields. */
export function edgeOf<T extends object>(NodeType: () => ClassType<T>) {
  @ObjectType({ simpleResolvers: true })
  abstract class EdgeBase {
    @Field(() => Cursor, { description: 'The position of this row in its list.' })
    cursor!: string;

    @Field(NodeType, { description: 'The row.' })
    node!: T;
  }
  return EdgeBase;
}

/** Makes the abstract connection type over `EdgeType`. */
export function connectionOf<E extends object>(EdgeType: () => ClassType<E>) {
  @ObjectType({ simpleResolvers: true })
  abstract class ConnectionBase {
    @Field(() => [EdgeType()], { description: 'The rows of this page, in the list\'s order.' })
    edges!: E[];

    @Field(() => PageInfo, { description: 'How to go on.' })
    pageInfo!: PageInfo;
  }
  return ConnectionBase;
}

/** Fills a connection from a page; `toEdge` gives the edge without its cursor. */
export function toConnection<Row, E extends { cursor: string }, C extends { edges: E[]; pageInfo: PageInfo }>(
  ConnectionType: new () => C,
  EdgeType: new () => E,
  list: ListKind,
  page: PageOf<Row>,
  positionOf: (row: Row) => Id,
  toEdge: (row: Row) => Omit<E, 'cursor'>,
): C {
  const cursorOf = (position: Id | null) => (position === null ? null : encodeCursor(list, position));
  return Object.assign(new ConnectionType(), {
    edges: page.edges.map((row) => Object.assign(new EdgeType(), { cursor: encodeCursor(list, positionOf(row)) }, toEdge(row))),
    pageInfo: Object.assign(new PageInfo(), {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: cursorOf(page.startPosition),
      endCursor: cursorOf(page.endPosition),
    }),
  });
}
