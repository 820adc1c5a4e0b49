import { isIPv6 } from 'node:net';
import { cleanEnv } from 'envalid';
import { weaknessesOf } from './production-rules.js';
import { SETTINGS } from './settings.js';

/** The settings of this process, read once at start. */
export type Config = ReturnType<typeof parse>;

/** The settings are wrong; `message` names every mistake with its fix, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the environment; an empty variable counts as one that is not set. Throws `ConfigError` with all mistakes at once. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const config = parse(given);
  const needed: (keyof Config)[] = config.PLAZA_ROLE === 'all' ? [] : ['POSTGRES_URL', 'MONGODB_URL', 'REDIS_URL'];
  if (!usesEmbeddedStores(config)) needed.push('MASTER_SECRET');
  const mistakes = isProduction(env) ? weaknessesOf(config, new Set(Object.keys(given))).map(({ sentence }) => sentence) : [];
  const missing = needed.filter((name) => config[name] === undefined);
  const sentences = [
    ...missing.map((name) => `${name}: missing${name === 'MASTER_SECRET' ? '; set it to the output of `openssl rand -base64 32`' : `; the role "${config.PLAZA_ROLE}" runs no embedded stores, set its URL`}.`),
    ...mistakes,
  ];
  if (sentences.length > 0) throw new ConfigError(sentences.join('\n'));
  return config;
}

/** Whether weaknesses are reasons not to start. */
export const isProduction = (env: NodeJS.ProcessEnv): boolean => env['NODE_ENV'] === 'production';

/** What is weak and accepted all the same, as this is not production; defaults aside, which are what a trial is for. */
export function warningsOf(config: Config, env: NodeJS.ProcessEnv): readonly string[] {
  if (isProduction(env)) return [];
  return weaknessesOf(config, new Set(Object.keys(env))).flatMap(({ sentence, anywhere }) => (anywhere ? [sentence] : []));
}

/** Whether this process starts stores by itself: all roles in one, and at least one of the owner stores has no URL. */
export function usesEmbeddedStores(config: Config): boolean {
  return config.PLAZA_ROLE === 'all' && (config.POSTGRES_URL === undefined || config.MONGODB_URL === undefined);
}

/** Where the links of letters lead: to the front end, or to the pages that this process serves itself. */
export function appUrlOf({ APP_URL, HOST, PORT }: Config): string {
  return APP_URL ?? `http://${inUrl(HOST, 'localhost')}:${PORT}`;
}

/** The address to listen on as it stands in a URL, which leads to this machine where every network of it is meant. */
export function inUrl(host: string, thisMachine = '127.0.0.1'): string {
  if (host === '0.0.0.0' || host === '::') return thisMachine;
  return isIPv6(host) ? `[${host}]` : host;
}

function parse(env: Record<string, string | undefined>) {
  return cleanEnv(env, SETTINGS, {
    reporter: ({ errors }) => {
      const mistakes = Object.entries(errors).map(([name, error]) => `${name}: ${(error as Error).message}.`);
      if (mistakes.length > 0) throw new ConfigError(mistakes.join('\n'));
    },
  });
}
