/** The codes of the table of answers in docs/api.md; anything else a client sees is a bug. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'SERVICE_UNAVAILABLE';

/** An answer that is no result: thrown anywhere below a resolver, shown to the client as it stands. */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** What a program may read besides the code: `argument`, `reason`, `retryAfterSeconds`, `cost`. */
    readonly details: Readonly<Record<string, string | number | Readonly<Record<string, string | number>>>> = {},
  ) {
    super(message);
    this.name = 'AppError';
  }
}

/** An argument that no rule of the product can make sense of; `argument` is its path, as in "input.after". */
export const badInput = (argument: string, message: string) => new AppError('BAD_USER_INPUT', message, { argument });
export const unauthenticated = () => new AppError('UNAUTHENTICATED', 'Sign in to do this.');
/** Absent, deleted and hidden answer with the same bytes: the message never says which. */
export const notFound = () => new AppError('NOT_FOUND', 'Not found.');
export const forbidden = (reason: string, message: string) => new AppError('FORBIDDEN', message, { reason });
export const conflict = (reason: 'IDEMPOTENCY_KEY_REUSED' | 'STALE_VERSION', message: string) =>
  new AppError('CONFLICT', message, { reason });
export const rateLimited = (retryAfterSeconds: number, details: AppError['details'] = {}) =>
  new AppError('RATE_LIMITED', 'Too many requests; try again later.', { retryAfterSeconds, ...details });
export const unavailable = (retryAfterSeconds = 1) =>
  new AppError('SERVICE_UNAVAILABLE', 'This is away for the moment; try again.', { retryAfterSeconds });
