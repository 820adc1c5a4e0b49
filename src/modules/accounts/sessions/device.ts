const MAX_USER_AGENT_LENGTH = 300;
const MAX_IP_LENGTH = 45;

/** What is kept of a request that matters to an account, so that a person recognises it in a list. */
export interface Device {
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
}

/** What somebody signs in on. */
export interface SignInDevice extends Device {
  /** What the device keeps from an earlier sign-in, null where it has nothing; absent where none is wanted. */
  readonly deviceToken?: string | null;
}

/** The device in the form and the length that Postgres keeps. */
export const storableDevice = ({ userAgent, ipAddress }: Device): Device => ({
  userAgent: storable(userAgent, MAX_USER_AGENT_LENGTH),
  ipAddress: storable(ipAddress, MAX_IP_LENGTH),
});

const storable = (text: string | null, length: number): string | null => text?.replaceAll('\0', '').slice(0, length).toWellFormed() ?? null;

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];
const MAX_LENGTH = 80;

/** A name by which a person knows their device again, as in "Firefox on Linux"; for other programs what they call themselves. */
export function deviceLabel(userAgent: string | null): string | null {
  if (userAgent === null || userAgent.trim() === '') return null;
  const named = (names: typeof BROWSERS) => names.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = named(BROWSERS);
  const system = named(SYSTEMS);
  if (browser) return system ? `${browser} on ${system}` : browser;
  return userAgent.split(/[/(]/, 1)[0]!.trim().slice(0, MAX_LENGTH).toWellFormed() || null;
}
