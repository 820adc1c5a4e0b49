/** What websockets may take of one process. */
export interface SocketLimits {
  readonly messageBytes: number;
  /** Devices and tabs, not a flood. */
  readonly perViewer: number;
  readonly perAddress: number;
  /** Of nobody, or of whoever has not said yet who they are. */
  readonly unsignedPerAddress: number;
  /** That one socket may have under way at once, subscriptions among them. */
  readonly operations: number;
  /** Answers that may wait for one socket; a client that asks and asks and never reads is cut off. */
  readonly backlogBytes: number;
  readonly initMs: number;
  /** How long a socket may have nothing under way; 0 for ever. */
  readonly idleMs: number;
  /** How long opening a subscription may take, and answering one of its events. */
  readonly eventMs: number;
}
