import { Arg, Ctx, Directive, ID, Query, Resolver } from 'type-graphql';
import type { GraphContext } from '../graphql/context.js';
import { Node } from '../graphql/node.js';
import { Policy } from '../graphql/policy.js';
import { badInput } from '../kernel/errors.js';
import { decodeGlobalId, type GlobalRef } from '../kernel/global-id.js';
import type { Loaders } from '../kernel/loaders.js';
import { MAX_PAGE_SIZE } from '../kernel/page.js';
import type { Viewer } from '../kernel/viewer.js';
import { NODE_POLICIES } from './node.policy.js';

/** How an object of each type is found for a viewer, by the loaders of the request; null where the viewer may not know of it. */
export type NodeReaders = {
  readonly [Type in GlobalRef['type']]: (viewer: Viewer, ref: Extract<GlobalRef, { type: Type }>['ref'], loaders: Loaders) => Promise<Node | null>;
};

/** Relay's Object Identification, over the modules' own reads: no other way to an object, no other rules. */
@Resolver()
export class NodeResolver {
  constructor(private readonly readers: NodeReaders) {}

  @Directive('@cacheControl(maxAge: 30)')
  @Policy(NODE_POLICIES.node)
  @Query(() => Node, { nullable: true, description: 'Any object by its global id; null where there is none that the viewer may see.' })
  node(@Arg('id', () => ID, { description: 'The global id.' }) id: string, @Ctx() context: GraphContext): Promise<Node | null> {
    return this.read(id, context);
  }

  @Directive('@cacheControl(maxAge: 30)')
  @Policy(NODE_POLICIES.nodes)
  @Query(() => [Node], { nullable: 'items', description: 'Objects by their global ids, in the same order; null where there is none that the viewer may see.' })
  async nodes(@Arg('ids', () => [ID], { description: `At most ${MAX_PAGE_SIZE} global ids.` }) ids: string[], @Ctx() context: GraphContext): Promise<(Node | null)[]> {
    if (ids.length > MAX_PAGE_SIZE) throw badInput('ids', `"ids" may hold at most ${MAX_PAGE_SIZE} ids.`);
    return Promise.all(ids.map((id) => this.read(id, context)));
  }

  private async read(id: string, { viewer, loaders }: GraphContext): Promise<Node | null> {
    const found = decodeGlobalId(id);
    if (!found) return null;
    const read = this.readers[found.type] as (viewer: Viewer, ref: GlobalRef['ref'], loaders: Loaders) => Promise<Node | null>;
    return read(viewer, found.ref, loaders);
  }
}
