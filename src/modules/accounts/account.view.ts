import type { GraphContext } from '../../graphql/context.js';
import type { Loaders } from '../../kernel/loaders.js';
import type { SignedIn } from '../../kernel/viewer.js';
import { userById } from '../profiles/index.js';
import type { Tokens } from './sessions/sign-in.js';
import { ViewerType } from './viewer.type.js';

/** The private view of somebody signed in; null where the account has gone meanwhile. */
export async function toViewer(signedIn: SignedIn, loaders: Loaders): Promise<ViewerType | null> {
  const user = await userById(signedIn, signedIn.userId, loaders);
  return user && Object.assign(new ViewerType(), { signedIn, user, sessionId: signedIn.sessionId });
}

/** What a payload shows of new tokens: in cookie mode they go into cookies, and nowhere else. */
export async function toTokens(tokens: Tokens, { loaders, cookies }: Pick<GraphContext, 'loaders' | 'cookies'>) {
  const { viewer, accessToken, refreshToken, expiresAt, deviceToken } = tokens;
  cookies?.set(tokens);
  const shown = cookies ? { accessToken: null, refreshToken: null } : { accessToken, refreshToken };
  return { viewer: await toViewer(viewer, loaders), ...shown, expiresAt, deviceToken: deviceToken ?? null };
}
