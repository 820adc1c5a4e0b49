import { pino, type Logger } from 'pino';

export type Log = Logger;

/** Values under these names never reach a log, however deep they lie. */
const SECRET_PATHS = ['password', 'newPassword', 'currentPassword', 'token', 'accessToken', 'refreshToken', 'authorization', 'cookie', 'email'];

/** A structured log on standard output; `pretty` for people at a terminal. */
export function createLog(level: string, pretty: boolean): Log {
  return pino({
    level,
    redact: { paths: SECRET_PATHS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
    ...(pretty && { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } } }),
  });
}
