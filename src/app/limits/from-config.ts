import type { Config } from '../../platform/config/config.js';
import type { SocketLimits } from '../subscriptions/limits.js';
import type { ConnectionLimits } from './connection-limits.js';

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
