import { Directive, Extensions } from 'type-graphql';
import type { AccessPolicy } from '../kernel/policy.js';

/** Where a policy lies in the extensions of a field or an object type. */
export const POLICY_EXTENSION = 'policy';

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
