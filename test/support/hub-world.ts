import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { newEvent } from '../../src/kernel/event.js';
import type { LiveFeed, Verdict } from '../../src/kernel/live.js';
import { LiveCursors } from '../../src/platform/live/live-cursor.js';
import { LiveHub } from '../../src/platform/live/live-hub.js';
import { readLogState } from '../../src/platform/log/read-log.js';
import { type EventRow, eventsOf, type LogState } from '../../src/platform/outbox/mongo-rows.js';
import { createWake } from '../../src/platform/outbox/wake.js';
import type { TestApp } from './app.js';

export const TOPICS = 4;
const silent = pino({ level: 'silent' });

/** The same numbers on every run. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Something that a store says when it is away. */
const away = (): Error => Object.assign(new Error('away'), { code: 'ECONNREFUSED' });

/** Hubs without sockets over the log of an app, and events of a few topics that mean nothing. */
export class HubWorld {
  readonly cursors = new LiveCursors(randomBytes(32));
  private readonly hubs: LiveHub[] = [];

  constructor(
    private readonly app: TestApp,
    private readonly name: string,
  ) {}

  get mongo() {
    return this.app.plaza.stores.mongo;
  }

  /** A hub of another process, as it were; with a short memory, so that the log is read as well. */
  async openHub(options: { readonly remembered?: number; readonly heartbeatMs?: number } = {}): Promise<LiveHub> {
    const logWake = createWake(this.app.plaza.stores.bus, 'log', silent);
    const { factories } = this.app.plaza.assembly;
    const hub = new LiveHub({ mongo: this.mongo, cursors: this.cursors, factories, log: silent, logWake, remembered: 30, heartbeatMs: 60_000, ...options });
    await hub.start();
    this.hubs.push(hub);
    return hub;
  }

  topicOf(n: number): string {
    return `test:${this.name}:${n}`;
  }

  /** A few at a time, each of one topic or two; one lot in ten is for nobody. */
  async write(count: number, roll: () => number): Promise<void> {
    const { commit, announcer } = this.app.plaza.assembly.inMongo;
    const anyTopic = () => this.topicOf(Math.floor(roll() * TOPICS));
    for (let left = count; left > 0; ) {
      const some = Math.min(left, 1 + Math.floor(roll() * 8));
      left -= some;
      const events = Array.from({ length: some }, () =>
        newEvent({ type: 'Tested', topics: [...new Set([anyTopic(), anyTopic()])], occurredAt: new Date(), actorId: null, data: { lot: Math.floor(roll() * 10) } }),
      );
      await commit.run((tx) => announcer.announce(tx, ...events));
    }
  }

  /** A feed of one topic, or of several that its channel does not know; now and then a store is away. */
  feedOf(topics: readonly number[], roll: () => number): LiveFeed {
    const wanted = new Set(topics.map((n) => this.topicOf(n)));
    return {
      name: `tested ${topics.join()}`,
      topics: topics.length === 1 ? [...wanted] : null,
      concerns: ({ type, topics: own }) => type === 'Tested' && own.some((topic) => wanted.has(topic)),
      replayTopics: async () => [...wanted],
      async judge({ event }) {
        if (roll() < 0.3) await nextTurn();
        if (roll() < 0.002) throw away();
        const verdict: Verdict = isDue(event) ? 'send' : 'skip';
        return () => verdict;
      },
    };
  }

  /** The positions of what listeners to these topics are to hear. */
  async expected(topics: readonly number[], after: number): Promise<number[]> {
    const rows = await this.rows(after);
    return rows.filter((row) => isDue(row) && topics.some((n) => row.topics.includes(this.topicOf(n)))).map(({ position }) => position!);
  }

  rows(after: number): Promise<EventRow[]> {
    return eventsOf(this.mongo).find({ position: { $gt: after } }).sort({ position: 1 }).toArray();
  }

  state(): Promise<LogState> {
    return readLogState(this.mongo);
  }

  async close(): Promise<void> {
    await Promise.all(this.hubs.splice(0).map((hub) => hub.stop()));
  }
}

export const isDue = ({ data }: Pick<EventRow, 'data'>): boolean => data['lot'] !== 0;
