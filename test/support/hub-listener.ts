import type { LiveFeed, LiveRoot } from '../../src/kernel/live.js';
import { ANONYMOUS } from '../../src/kernel/viewer.js';
import type { LiveCursor, LiveCursors } from '../../src/platform/live/live-cursor.js';
import type { LiveHub } from '../../src/platform/live/live-hub.js';
import type { Frame, LiveSink } from '../../src/platform/live/subscriber.js';

export interface Heard {
  /** Null for an event. */
  readonly notice: string | null;
  readonly position: number;
}

/** Somebody who listens to a hub without any network, is cut off, and comes back to whichever hub with the last cursor. */
export class HubListener {
  readonly heard: Heard[] = [];
  readonly dropped: string[] = [];
  /** The positions whose flaws went to the log. */
  readonly reported: number[] = [];
  isFull = false;
  hasEnded = false;
  private last: string | null = null;
  private leave: (() => void) | null = null;
  /** Frames of an earlier connection are not of this one. */
  private connection = 0;

  constructor(
    private readonly feed: LiveFeed,
    private readonly cursors: LiveCursors,
    /** What is wrong with a frame. */
    private readonly flawOf: (root: LiveRoot) => Frame['flaw'] = () => null,
  ) {}

  /** Events that came, and what can be resumed from. */
  get positions(): number[] {
    return this.heard.flatMap(({ notice, position }) => (notice === null ? [position] : []));
  }

  get notices(): string[] {
    return this.heard.flatMap(({ notice }) => notice ?? []);
  }

  get isListening(): boolean {
    return this.leave !== null;
  }

  listen(hub: LiveHub, after: LiveCursor | null = this.last === null ? null : this.cursors.decode(this.last)): void {
    const connection = ++this.connection;
    this.isFull = false;
    const isFull = () => this.isFull;
    const sink: LiveSink = {
      get isFull() {
        return isFull();
      },
      send: (bytes, isNotice) => void (connection === this.connection && this.send(bytes, isNotice)),
      end: () => void (this.hasEnded = true),
      drop: (reason) => {
        this.dropped.push(reason);
        this.cut();
      },
    };
    const make = async (root: LiveRoot): Promise<Frame> => {
      const text = JSON.stringify({ notice: 'notice' in root ? root.notice : null, cursor: root.cursor });
      const flaw = this.flawOf(root);
      const report = () => void (flaw && this.reported.push(this.cursors.decode(root.cursor)!.position));
      return { bytes: Buffer.from(text), flaw, report };
    };
    this.leave = hub.listen({ feed: this.feed, viewer: ANONYMOUS, maker: { key: 'all', make }, sink, from: hub.place, after });
  }

  cut(): void {
    this.connection++;
    this.leave?.();
    this.leave = null;
  }

  private send(bytes: Buffer, isNotice: boolean): void {
    const { notice, cursor } = JSON.parse(bytes.toString()) as { notice: string | null; cursor: string };
    if (isNotice !== (notice !== null)) throw new Error('A notice came as an event, or the other way round.');
    this.last = cursor;
    this.heard.push({ notice, position: this.cursors.decode(cursor)!.position });
  }
}
