import type { GapReason, LiveRoot } from '../../kernel/live.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { Channel, Group } from './channel.js';

/** What one event has become for all listeners of a group. */
export interface Frame {
  readonly bytes: Buffer;
  /** What is wrong with it: a store was away while it was made, or something failed; it is made once more before it is sent. */
  readonly flaw: 'away' | 'error' | null;
  /** Logs what failed, once, where the error is told after all: a thing that went while it was shown is no surprise. */
  readonly report: () => void;
}

/** How the listeners of a group are told: those whose makers have one key are told the same bytes. */
export interface FrameMaker {
  readonly key: string;
  /** Never throws. The viewer is one of those who may hear of it. */
  make(root: LiveRoot, viewer: Viewer): Promise<Frame>;
}

/** Where a listener's frames go. */
export interface LiveSink {
  /** Whether what was sent has not left this process: nothing more is sent before it has. */
  readonly isFull: boolean;
  send(frame: Buffer, isNotice: boolean): void;
  /** The stream has come to its end. */
  end(): void;
  /** Closes the connection, so that its client comes back with its cursor. `slow`: it does not take what is sent. */
  drop(reason: 'slow' | 'gap'): void;
}

/**
 * One listener. Nothing is queued for anybody: it has a position in the log, and whoever is behind is told from the ring or
 * the log when there is room. A live one is where the hub is.
 */
export class Subscriber {
  mode: 'catching up' | 'live' | 'blocked' | 'gone' = 'catching up';
  /** What it is to be told before anything else. */
  notice: 'HEARTBEAT' | GapReason | null;
  /** The turn of the hub in which it went live: it was not asked about for events of that turn. */
  turn = 0;
  /** When it was last told anything. */
  toldAt = 0;
  blockedSince = 0;
  /** How many events the channel had been told when it was blocked. */
  blockedAt = 0;
  /** How often in a row telling it has failed. */
  failures = 0;

  constructor(
    readonly channel: Channel,
    readonly group: Group,
    readonly viewer: Viewer,
    readonly sink: LiveSink,
    /** The last position that it was told, or that was passed over; where it is live, the hub's counts. */
    public position: number,
    notice: 'HEARTBEAT' | GapReason,
  ) {
    this.notice = notice;
  }

  block(position: number): void {
    this.mode = 'blocked';
    this.position = position;
    this.blockedSince = Date.now();
    this.blockedAt = this.channel.told;
  }
}
