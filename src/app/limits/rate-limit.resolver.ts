import { Ctx, Query, Resolver } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { RATE_LIMIT_POLICY, RateLimitType } from '../../graphql/rate-limit.type.js';

@Resolver()
export class RateLimitResolver {
  @Policy(RATE_LIMIT_POLICY)
  @Query(() => RateLimitType, { nullable: true, description: 'What this request costs, and what is left; null where no budget is set.' })
  rateLimit(@Ctx() { account }: GraphContext): RateLimitType | null {
    return account.statement && Object.assign(new RateLimitType(), account.statement);
  }
}
