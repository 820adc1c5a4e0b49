import { Field, ObjectType } from 'type-graphql';
import { Policy, SHARED_POLICIES } from './policy.js';

/** `viewerCan…`: what the viewer may do with an object, and why not. */
@Policy(SHARED_POLICIES.part)
@ObjectType('Capability', { simpleResolvers: true, description: 'Whether the viewer may do something, and why not.' })
export class Capability {
  @Field(() => Boolean, { description: 'True when the mutation would be accepted by the rules of access.' })
  allowed!: boolean;

  @Field(() => String, { nullable: true, description: 'The reason code where it is not allowed, as in "SIGN_IN" or "NOT_AUTHOR".' })
  reason!: string | null;
}

/** A policy's verdict: null when allowed, else the reason code. */
export const capability = (reason: string | null): Capability =>
  Object.assign(new Capability(), { allowed: reason === null, reason });
