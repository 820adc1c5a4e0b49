import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { type Outcome, USER_ERROR_CODES, type UserErrorCode } from '../kernel/outcome.js';
import { Policy, SHARED_POLICIES } from './policy.js';

export const UserErrorCodeEnum = Object.fromEntries(Object.keys(USER_ERROR_CODES).map((code) => [code, code])) as {
  [Code in UserErrorCode]: Code;
};

registerEnumType(UserErrorCodeEnum, {
  name: 'UserErrorCode',
  description: 'Why the rules of the product said no.',
  valuesConfig: Object.fromEntries(Object.entries(USER_ERROR_CODES).map(([code, description]) => [code, { description }])),
});

@Policy(SHARED_POLICIES.part)
@ObjectType('UserError', { simpleResolvers: true, description: 'A refusal that the person who asked can mend.' })
export class UserErrorType {
  @Field(() => UserErrorCodeEnum, { description: 'Why, for a program.' })
  code!: UserErrorCode;

  @Field(() => String, { description: 'Why, for a person.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'The field of the input to mend; null where it is no single one.' })
  field!: string | null;
}

/** What every payload has; a payload adds the changed object, nullable. */
@ObjectType({ simpleResolvers: true })
export abstract class Payload {
  @Field(() => [UserErrorType], { description: 'Empty when it is done.' })
  userErrors: readonly UserErrorType[] = [];
}

/** Renders an outcome: the payload's fields when it is done, or its refusals. */
export async function toPayload<Done, P extends Payload>(
  PayloadType: new () => P,
  outcome: Outcome<Done>,
  render: (done: Done) => Promise<Omit<P, 'userErrors'>> | Omit<P, 'userErrors'>,
): Promise<P> {
  const payload = new PayloadType();
  if (outcome.refused) return Object.assign(payload, { userErrors: outcome.refused });
  return Object.assign(payload, await render(outcome.done as Done));
}
