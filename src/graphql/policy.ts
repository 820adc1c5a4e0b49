import { Directive, Extensions } from 'type-graphql';
import type { AccessPolicy } from '../kernel/policy.js';

/** Where a policy lies in the extensions of a field or an object type. */
export const POLICY_EXTENSION = 'policy';

/** Policies of what has no noun of its own: it goes where the thing goes that it is part of. */
export const SHARED_POLICIES = {
  payload: { sentence: 'Whoever has called the mutation gets it, and nobody else; what hangs on it is read by the rules of its noun.', requires: 'ANYONE', scope: 'READ' },
  page: { sentence: 'Whoever may ask for the list gets it, with those rows alone that they may see.', requires: 'ANYONE', scope: 'READ' },
  part: { sentence: 'Whoever sees the thing that it is part of sees it.', requires: 'ANYONE', scope: 'READ' },
  event: { sentence: 'A listener gets it where they may see what it is about at the moment when it is sent.', requires: 'ANYONE', scope: 'READ' },
} satisfies Record<string, AccessPolicy>;

/** Gives a field of Query, Mutation or Subscription, or an object type, its policy; `app/schema` enforces and publishes it. */
export function Policy(policy: AccessPolicy): MethodDecorator & ClassDecorator {
  const flags = [policy.ownerOnly && 'ownerOnly: true', policy.freshPassword && 'freshPassword: true'].filter(Boolean);
  const scope = policy.scope === null ? [] : [`scope: ${policy.scope}`];
  const directive = Directive(`@auth(${[`requires: ${policy.requires}`, ...scope, ...flags].join(', ')})`);
  const extensions = Extensions({ [POLICY_EXTENSION]: policy });
  return ((...target: unknown[]) => {
    (directive as (...target: unknown[]) => void)(...target);
    (extensions as (...target: unknown[]) => void)(...target);
  }) as MethodDecorator & ClassDecorator;
}
