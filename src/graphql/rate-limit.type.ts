import { Field, Int, ObjectType } from 'type-graphql';
import type { AccessPolicy } from '../kernel/policy.js';
import { Policy } from './policy.js';
import { DateTime } from './scalars.js';

/** Of the field that shows it, and of the type. */
export const RATE_LIMIT_POLICY: AccessPolicy = { sentence: 'Whoever asks sees what is left of their own budget, and of nobody else\'s.', requires: 'ANYONE', scope: 'READ', ownerOnly: true };

/** What a request has cost, and what is left of the budget that paid for it. */
export interface PointStatement {
  readonly limit: number;
  readonly cost: number;
  readonly remaining: number;
  readonly resetAt: Date;
}

@Policy(RATE_LIMIT_POLICY)
@ObjectType('RateLimit', { simpleResolvers: true, description: 'What the request costs and what is left: the viewer\'s budget of points, or that of their address where nobody is signed in.' })
export class RateLimitType implements PointStatement {
  @Field(() => Int, { description: 'Points in a window of a minute.' })
  limit!: number;

  @Field(() => Int, { description: 'Points that this operation costs.' })
  cost!: number;

  @Field(() => Int, { description: 'Points that are left in this window, as far as this server knows.' })
  remaining!: number;

  @Field(() => DateTime, { description: 'When the next window begins at the latest.' })
  resetAt!: Date;
}
