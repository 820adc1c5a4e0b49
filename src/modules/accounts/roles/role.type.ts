import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { IdempotentInput } from '../../../graphql/idempotency.js';
import { Policy, SHARED_POLICIES } from '../../../graphql/policy.js';
import { Payload } from '../../../graphql/user-error.js';
import type { Role } from '../../../kernel/viewer.js';
import { UserType } from '../../profiles/index.js';
import type { AccountRole } from './role.store.js';
import type { SetRoleRequest } from './set-role.js';

const ACCOUNT_ROLES = {
  USER: 'Somebody like everybody.',
  MODERATOR: 'Suspends people, and lets them back in.',
  ADMIN: 'Does what moderators do, gives roles and makes service tokens.',
} as const;

const enumOf = <Name extends string>(values: Readonly<Record<Name, string>>) =>
  Object.fromEntries(Object.keys(values).map((name) => [name, name])) as { [Value in Name]: Value };
const described = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([name, description]) => [name, { description }]));

export const AccountRoleEnum: { [Value in AccountRole]: Value } = enumOf(ACCOUNT_ROLES);
registerEnumType(AccountRoleEnum, { name: 'AccountRole', description: 'What an account may do beyond what everybody may.', valuesConfig: described(ACCOUNT_ROLES) });

const VIEWER_ROLES = { ...ACCOUNT_ROLES, SERVICE: 'A machine that acts for an account, within the scopes of its token.' } as const;
export const RoleEnum: { [Value in Role]: Value } = enumOf(VIEWER_ROLES);
registerEnumType(RoleEnum, { name: 'Role', description: 'As what somebody asks.', valuesConfig: described(VIEWER_ROLES) });

@InputType({ description: 'Whom to give which role.' })
export class SetRoleInput extends IdempotentInput implements SetRoleRequest {
  @Field(() => ID, { description: 'The global id of the person.' })
  userId!: string;

  @Field(() => AccountRoleEnum, { description: 'The role from now on.' })
  role!: AccountRole;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `setRole`.' })
export class SetRolePayload extends Payload {
  @Field(() => UserType, { nullable: true, description: 'The person as the viewer sees them; null where they do not.' })
  user?: UserType | null;

  @Field(() => AccountRoleEnum, { nullable: true, description: 'The role that the account has now; its sessions have ended.' })
  role?: AccountRole | null;
}
