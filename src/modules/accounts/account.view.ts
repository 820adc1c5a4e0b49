import type { Loaders } from '../../kernel/loaders.js';
import type { SignedIn } from '../../kernel/viewer.js';
import { userById } from '../profiles/index.js';
import type { Tokens } from './sign-in.js';
import { ViewerType } from './viewer.type.js';

/** The private view of somebody signed in; null where the account has gone meanwhile. */
export async function toViewer(signedIn: SignedIn, loaders: Loaders): Promise<ViewerType | null> {
  const user = await userById(signedIn, signedIn.userId, loaders);
  return user && Object.assign(new ViewerType(), { signedIn, user, sessionId: signedIn.sessionId });
}

/** What a payload shows of new tokens. */
export async function toTokens({ viewer, accessToken, refreshToken, expiresAt, deviceToken }: Tokens, loaders: Loaders) {
  return { viewer: await toViewer(viewer, loaders), accessToken, refreshToken, expiresAt, deviceToken: deviceToken ?? null };
}
