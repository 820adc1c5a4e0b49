import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { toPayload } from '../../graphql/user-error.js';
import { notFound } from '../../kernel/errors.js';
import { decodeGlobalId } from '../../kernel/global-id.js';
import { signedIn } from '../../kernel/viewer.js';
import type { addReaction } from './add-reaction.js';
import type { Subject } from './reaction.entity.js';
import { AddReactionInput, AddReactionPayload, RemoveReactionInput, RemoveReactionPayload } from './reaction.payloads.js';
import { REACTION_POLICIES } from './reaction.policy.js';
import type { removeReaction } from './remove-reaction.js';
import type { Subjects } from './subjects.js';
import { viewerReactionTo } from './viewer-reaction.js';

export interface ReactionActions {
  readonly addReaction: ReturnType<typeof addReaction>;
  readonly removeReaction: ReturnType<typeof removeReaction>;
}

@Resolver()
export class ReactionResolver {
  constructor(
    private readonly actions: ReactionActions,
    private readonly subjects: Subjects,
  ) {}

  @Policy(REACTION_POLICIES.addReaction)
  @Mutation(() => AddReactionPayload, { nullable: true, description: 'Reacts to a post or a comment; one reaction per person, a second takes the place of the first.' })
  async addReaction(
    @Arg('input', () => AddReactionInput, { description: 'The reaction.' }) input: AddReactionInput,
    @Ctx() context: GraphContext,
  ): Promise<AddReactionPayload> {
    const viewer = signedIn(context.viewer);
    const subject = subjectOf(input.subjectId);
    const outcome = await this.actions.addReaction(viewer, subject, input, context.loaders);
    return toPayload(AddReactionPayload, outcome, () => this.shown(subject, context));
  }

  @Policy(REACTION_POLICIES.removeReaction)
  @Mutation(() => RemoveReactionPayload, { nullable: true, description: 'Takes back the viewer\'s reaction.' })
  async removeReaction(
    @Arg('input', () => RemoveReactionInput, { description: 'Where to take it back.' }) input: RemoveReactionInput,
    @Ctx() context: GraphContext,
  ): Promise<RemoveReactionPayload> {
    const viewer = signedIn(context.viewer);
    const subject = subjectOf(input.subjectId);
    const outcome = await this.actions.removeReaction(viewer, subject, input, context.loaders);
    return toPayload(RemoveReactionPayload, outcome, () => this.shown(subject, context));
  }

  private async shown(target: Subject, { viewer, loaders }: GraphContext): Promise<Omit<AddReactionPayload, 'userErrors'>> {
    // What this request has read before the mutation must not show.
    loaders.reset();
    const subject = await this.subjects.show(viewer, target, loaders);
    return { subject, viewerReaction: subject && (await viewerReactionTo(viewer, subject, loaders)) };
  }
}

function subjectOf(id: string): Subject {
  const decoded = decodeGlobalId(id);
  if (decoded?.type !== 'Post' && decoded?.type !== 'Comment') throw notFound();
  return decoded;
}
