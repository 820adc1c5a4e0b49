import { Field, InputType } from 'type-graphql';
import { IdempotentInput } from '../../graphql/idempotency.js';
import type { ChangePasswordRequest } from './passwords/change-password.js';
import type { LeaveRequest } from './states/leave-account.js';
import type { NameAndPassword } from './passwords/identify.js';


@InputType({ description: 'Who signs in.' })
export class LoginInput implements NameAndPassword {
  @Field(() => String, { description: 'The username or the e-mail address, in any case.' })
  usernameOrEmail!: string;

  @Field(() => String, { description: 'The password.' })
  password!: string;

  @Field(() => String, { nullable: true, description: 'The `deviceToken` of the last sign-in on this device.' })
  deviceToken?: string | null;
}

@InputType({ description: 'Who comes back to their account.' })
export class ReactivateAccountInput implements NameAndPassword {
  @Field(() => String, { description: 'The username or the e-mail address, in any case.' })
  usernameOrEmail!: string;

  @Field(() => String, { description: 'The password.' })
  password!: string;
}

@InputType({ description: 'Who keeps their account.' })
export class CancelAccountDeletionInput implements NameAndPassword {
  @Field(() => String, { description: 'The username or the e-mail address, in any case.' })
  usernameOrEmail!: string;

  @Field(() => String, { description: 'The password.' })
  password!: string;
}

@InputType({ description: 'Which session goes on.' })
export class RefreshTokenInput {
  @Field(() => String, { nullable: true, description: 'The refresh token that was given last; left out in cookie mode, where the cookie has it.' })
  refreshToken?: string | null;
}

@InputType({ description: 'The end of the session that the request is signed with.' })
export class LogoutInput extends IdempotentInput {}

@InputType({ description: 'Another password for the viewer.' })
export class ChangePasswordInput extends IdempotentInput implements ChangePasswordRequest {
  @Field(() => String, { description: 'The password until now.' })
  currentPassword!: string;

  @Field(() => String, { description: '8 to 256 characters of any kind; none that many people use, or that is easily guessed.' })
  newPassword!: string;
}

@InputType({ description: 'The end of the viewer\'s account and of everything in it.' })
export class DeleteAccountInput extends IdempotentInput implements LeaveRequest {
  @Field(() => String, { description: 'The password, so that a device left open is not enough.' })
  password!: string;
}

@InputType({ description: 'A rest for the viewer\'s account.' })
export class DeactivateAccountInput extends IdempotentInput implements LeaveRequest {
  @Field(() => String, { description: 'The password, so that a device left open is not enough.' })
  password!: string;
}
