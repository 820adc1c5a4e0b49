import { defaultFieldResolver, getNamedType, type GraphQLField, type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { forbidden, unauthenticated } from '../kernel/errors.js';
import { type AccessPolicy, type Scope, SCOPES } from '../kernel/policy.js';
import { isSignedIn, type Viewer } from '../kernel/viewer.js';
import type { GraphContext } from './context.js';
import { POLICY_EXTENSION } from './policy.js';

type RootField = GraphQLField<unknown, GraphContext>;
type Resolve = GraphQLFieldResolver<unknown, GraphContext>;

/** The policy of each field of Query, Mutation and Subscription, and of each object type, by name, as in "Query.post" and "Post". Throws where one has none. */
export function policiesOf(schema: GraphQLSchema): Map<string, AccessPolicy> {
  const policies = new Map<string, AccessPolicy>();
  const missing: string[] = [];
  const note = (name: string, { extensions }: { readonly extensions: Readonly<Record<string, unknown>> }): void => {
    const policy = extensions[POLICY_EXTENSION] as AccessPolicy | undefined;
    if (policy) policies.set(name, policy);
    else missing.push(name);
  };
  const roots = new Set(rootsOf(schema));
  for (const root of roots) for (const field of Object.values(root.getFields())) note(`${root.name}.${field.name}`, field);
  for (const type of Object.values(schema.getTypeMap())) if (isObjectType(type) && !type.name.startsWith('__') && !roots.has(type)) note(type.name, type);
  if (missing.length > 0) {
    throw new Error(`${missing.join(', ')} ${missing.length > 1 ? 'have' : 'has'} no policy: say in a sentence beside the noun (*.policy.ts) who may, and put @Policy on it.`);
  }
  return policies;
}

/**
 * Default deny: refuses to serve a schema in which anything lacks a policy, and asks the policy of a root field before the
 * field does anything. Once per operation and field, and once per event of a stream; what lies below a root field is
 * decided by the rules of its noun, but for what no machine may read: that is asked where the way to it leaves what they may.
 */
export function guard(schema: GraphQLSchema): GraphQLSchema {
  const policies = policiesOf(schema);
  for (const root of rootsOf(schema)) {
    for (const field of Object.values(root.getFields()) as RootField[]) {
      const policy = policies.get(`${root.name}.${field.name}`)!;
      if (field.resolve) field.resolve = gated(policy, field.resolve);
      if (field.subscribe) field.subscribe = gated(policy, field.subscribe);
    }
  }
  for (const [name, { scope }] of policies) {
    const type = schema.getType(name);
    if (scope === null || !isObjectType(type)) continue;
    for (const field of Object.values(type.getFields()) as RootField[]) {
      if (policies.get(getNamedType(field.type).name)?.scope === null) field.resolve = forPeople(field.resolve ?? defaultFieldResolver);
    }
  }
  return schema;
}

const forPeople = (resolve: Resolve): Resolve => (source, args, context, info) => {
  checkScope(null, context.viewer);
  return resolve(source, args, context, info);
};

const gated = (policy: AccessPolicy, resolve: Resolve): Resolve => (source, args, context, info) => {
  checkCall(policy, context.viewer);
  return resolve(source, args, context, info);
};

/** Throws UNAUTHENTICATED, or FORBIDDEN with its reason, where this viewer may not make the call at all. */
export function checkCall({ requires, scope }: AccessPolicy, viewer: Viewer): void {
  if (!isSignedIn(viewer)) {
    if (requires === 'ANYONE') return;
    throw unauthenticated();
  }
  checkScope(scope, viewer);
  if (requires === 'ADMIN' && viewer.role !== 'ADMIN') throw forbidden('ROLE_NEEDED', 'This is for admins.');
  // A service token has the scope MODERATE only where its account has the role (SCOPES).
  const moderates = viewer.role === 'MODERATOR' || viewer.role === 'ADMIN' || viewer.scopes?.has('MODERATE');
  if (requires === 'MODERATOR' && !moderates) throw forbidden('ROLE_NEEDED', 'This is for moderators.');
}

/** Throws FORBIDDEN where a service token has not this scope; none has null. Whoever else asks, passes. */
export function checkScope(scope: Scope | null, viewer: Viewer): void {
  if (!isSignedIn(viewer) || !viewer.scopes) return;
  if (scope === null) throw forbidden('SCOPE_NEEDED', 'This is for people: no service token may do it.');
  if (!viewer.scopes.has(scope)) throw forbidden('SCOPE_NEEDED', `The service token lacks the scope ${scope}: ${SCOPES[scope]}`);
}

const rootsOf = (schema: GraphQLSchema) => [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((root) => root ?? []);
