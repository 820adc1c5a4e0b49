import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { toPayload } from '../../graphql/user-error.js';
import { AppError, unauthenticated } from '../../kernel/errors.js';
import { done } from '../../kernel/outcome.js';
import { signedIn } from '../../kernel/viewer.js';
import { ChangePasswordInput, LoginInput, LogoutInput, RefreshTokenInput } from './account.inputs.js';
import { ChangePasswordPayload, LoginPayload, LogoutPayload, RefreshTokenPayload } from './account.payloads.js';
import { ACCOUNT_POLICIES } from './account.policy.js';
import { toTokens, toViewer } from './account.view.js';
import type { ChangePassword } from './passwords/change-password.js';
import type { Login } from './sessions/login.js';
import type { Logout } from './sessions/logout.js';
import type { RefreshToken } from './sessions/refresh-token.js';

export interface AccountActions {
  readonly login: Login;
  readonly refreshToken: RefreshToken;
  readonly logout: Logout;
  readonly changePassword: ChangePassword;
}

@Resolver()
export class AccountResolver {
  constructor(private readonly actions: AccountActions) {}

  @Policy(ACCOUNT_POLICIES.login)
  @Mutation(() => LoginPayload, { nullable: true, description: 'Signs in, and begins a session.' })
  async login(
    @Arg('input', () => LoginInput, { description: 'Who signs in.' }) input: LoginInput,
    @Ctx() { loaders, cookies, request }: GraphContext,
  ): Promise<LoginPayload> {
    return toPayload(LoginPayload, await this.actions.login(input, request), (tokens) => toTokens(tokens, { loaders, cookies }));
  }

  @Policy(ACCOUNT_POLICIES.refreshToken)
  @Mutation(() => RefreshTokenPayload, { nullable: true, description: 'Gives new tokens for a session, and uses the refresh token up. UNAUTHENTICATED for one that is no good.' })
  async refreshToken(
    @Arg('input', () => RefreshTokenInput, { description: 'Which session goes on.' }) input: RefreshTokenInput,
    @Ctx() { loaders, cookies, request }: GraphContext,
  ): Promise<RefreshTokenPayload> {
    const presented = input.refreshToken ?? cookies?.refreshToken;
    if (!presented) throw unauthenticated();
    const tokens = await this.actions.refreshToken({ refreshToken: presented }, request).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'UNAUTHENTICATED') cookies?.clear();
      throw error;
    });
    return toPayload(RefreshTokenPayload, done(tokens), (fresh) => toTokens(fresh, { loaders, cookies }));
  }

  @Policy(ACCOUNT_POLICIES.logout)
  @Mutation(() => LogoutPayload, { nullable: true, description: 'Ends the session that the request is signed with.' })
  async logout(
    @Arg('input', () => LogoutInput, { description: 'Which session: the viewer\'s own.' }) input: LogoutInput,
    @Ctx() { viewer, request, cookies }: GraphContext,
  ): Promise<LogoutPayload> {
    const outcome = await this.actions.logout(viewer, input, request);
    cookies?.clear();
    return toPayload(LogoutPayload, outcome, () => ({ loggedOut: true }));
  }

  @Policy(ACCOUNT_POLICIES.changePassword)
  @Mutation(() => ChangePasswordPayload, { nullable: true, description: 'Takes another password; all other sessions of the viewer end.' })
  async changePassword(
    @Arg('input', () => ChangePasswordInput, { description: 'The password until now, and from now on.' }) input: ChangePasswordInput,
    @Ctx() { viewer, loaders, request }: GraphContext,
  ): Promise<ChangePasswordPayload> {
    const outcome = await this.actions.changePassword(viewer, input, request);
    return toPayload(ChangePasswordPayload, outcome, async () => ({ viewer: await toViewer(signedIn(viewer), loaders) }));
  }
}
