import { destination, type Logger, pino } from 'pino';

export type Log = Logger;

/** Values under these names never reach a log, however deep they lie. */
const SECRET_PATHS = ['password', 'newPassword', 'currentPassword', 'token', 'accessToken', 'refreshToken', 'authorization', 'cookie', 'email'];

/** Lines are written together, since a write costs more than the line: what a kill -9 takes along is at most this old. */
const WRITTEN_WITHIN_MS = 100;
const WRITTEN_TOGETHER_BYTES = 4_096;

/** A structured log on standard output; `pretty` for people at a terminal. */
export function createLog(level: string, pretty: boolean): Log {
  const redact = { paths: SECRET_PATHS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' };
  if (pretty) return pino({ level, redact, transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } } });
  return pino({ level, redact }, destination({ dest: 1, sync: false, minLength: WRITTEN_TOGETHER_BYTES, periodicFlush: WRITTEN_WITHIN_MS }));
}

/** A log for lines whose fields are all known to hold no secret: looking for them takes most of what a line takes. */
export const withoutRedaction = (log: Log): Log => log.child({}, { redact: [] });
