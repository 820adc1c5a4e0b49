/** How long what people sign in with is good; settings say it. */
export interface TokenTimes {
  /** An access token. */
  readonly accessTokenMs: number;
  /** A session that nobody takes up again. */
  readonly idleMs: number;
  /** Any session, however much it is used. */
  readonly absoluteMs: number;
  /** A signing key signs for so long, and then another takes its place. */
  readonly signingKeyMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

type TimeSettings = Readonly<Record<'ACCESS_TOKEN_MINUTES' | 'SESSION_IDLE_DAYS' | 'SESSION_MAX_DAYS' | 'SIGNING_KEY_DAYS', number>>;

export const tokenTimes = (settings: TimeSettings): TokenTimes => ({
  accessTokenMs: settings.ACCESS_TOKEN_MINUTES * MINUTE_MS,
  idleMs: settings.SESSION_IDLE_DAYS * DAY_MS,
  absoluteMs: settings.SESSION_MAX_DAYS * DAY_MS,
  signingKeyMs: settings.SIGNING_KEY_DAYS * DAY_MS,
});
