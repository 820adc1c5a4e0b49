import { signedIn, type Viewer } from '../../../kernel/viewer.js';
import type { AccessToken, AccessTokens } from './access-tokens.js';

export type MakeWebsocketToken = (viewer: Viewer) => Promise<AccessToken>;

/** A browser app whose tokens lie in cookies opens a websocket: a token for that alone, good for a minute. */
export const websocketToken = (tokens: AccessTokens): MakeWebsocketToken => async (viewer) => tokens.mintForSocket(signedIn(viewer));
