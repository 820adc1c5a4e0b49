import { DirectiveLocation, GraphQLBoolean, GraphQLDirective, GraphQLEnumType, GraphQLNonNull } from 'graphql';
import { REQUIREMENTS, SCOPES } from '../kernel/policy.js';

const valuesOf = (described: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(described).map(([name, description]) => [name, { description }]));

const AuthRequirement = new GraphQLEnumType({ name: 'AuthRequirement', description: 'Who may call a field at all.', values: valuesOf(REQUIREMENTS) });

const AuthScope = new GraphQLEnumType({ name: 'AuthScope', description: 'What a service token may have been given.', values: valuesOf(SCOPES) });

/** How policies (graphql/policy) are published in the schema; their sentences stand in `schema/policies.json`. */
export const auth = new GraphQLDirective({
  name: 'auth',
  description: 'Who may call a field, or to whom objects of a type belong. Their sentences stand in `schema/policies.json`.',
  locations: [DirectiveLocation.FIELD_DEFINITION, DirectiveLocation.OBJECT],
  args: {
    requires: { type: new GraphQLNonNull(AuthRequirement), description: 'Who may call it at all: UNAUTHENTICATED, or FORBIDDEN with the reason ROLE_NEEDED, for everybody else.' },
    scope: { type: AuthScope, description: 'What a service token needs, or FORBIDDEN with the reason SCOPE_NEEDED; where it is absent, no service token may.' },
    ownerOnly: { type: GraphQLBoolean, description: 'True where it is only about the viewer\'s own things, or only their owner may do it.' },
    freshPassword: { type: GraphQLBoolean, description: 'True where the password must have been given within the last five minutes, or FORBIDDEN with the reason PASSWORD_NEEDED.' },
  },
});
