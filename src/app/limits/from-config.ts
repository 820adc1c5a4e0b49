import type { Config } from '../../platform/config/config.js';
import type { QuotaSizes } from '../../platform/limits/counted-quota.js';
import type { SocketLimits } from '../subscriptions/limits.js';
import type { ConnectionLimits } from './connection-limits.js';
import type { BudgetSizes } from './purses.js';

export const connectionLimits = (config: Config): ConnectionLimits => ({
  all: config.MAX_CONNECTIONS,
  perAddress: config.MAX_CONNECTIONS_PER_ADDRESS,
  headersMs: config.HEADERS_TIMEOUT_MS,
  arrivalMs: config.ARRIVAL_TIMEOUT_MS,
  silenceMs: config.SILENCE_TIMEOUT_MS,
  keepAliveMs: config.KEEP_ALIVE_TIMEOUT_MS,
});

export const socketLimits = (config: Config): SocketLimits => ({
  messageBytes: config.MAX_MESSAGE_BYTES,
  perViewer: config.MAX_SOCKETS_PER_VIEWER,
  perAddress: config.MAX_SOCKETS_PER_ADDRESS,
  unsignedPerAddress: config.MAX_ANONYMOUS_SOCKETS_PER_ADDRESS,
  operations: config.MAX_OPERATIONS_PER_SOCKET,
  backlogBytes: config.MAX_SOCKET_BACKLOG_BYTES,
  initMs: config.SOCKET_INIT_TIMEOUT_MS,
  idleMs: config.SOCKET_IDLE_SECONDS * 1_000,
  eventMs: config.REQUEST_TIMEOUT_MS,
});

export const budgetSizes = (config: Config): BudgetSizes => ({
  viewer: config.POINTS_PER_VIEWER,
  serviceToken: config.POINTS_PER_SERVICE_TOKEN,
  anonymousAddress: config.POINTS_PER_ANONYMOUS_ADDRESS,
  address: config.POINTS_PER_ADDRESS,
});

export const quotaSizes = (config: Config): QuotaSizes => ({
  posts: config.POSTS_PER_MINUTE,
  comments: config.COMMENTS_PER_MINUTE,
  reactions: config.REACTIONS_PER_MINUTE,
  reposts: config.REPOSTS_PER_MINUTE,
  follows: config.FOLLOWS_PER_DAY,
  signUps: config.SIGN_UPS_PER_ADDRESS_AND_HOUR,
  mails: config.MAILS_PER_RECIPIENT_AND_HOUR,
  passwordsOfAccount: config.WRONG_PASSWORDS_PER_ACCOUNT,
  passwordsOfAddress: config.WRONG_PASSWORDS_PER_ADDRESS,
});
