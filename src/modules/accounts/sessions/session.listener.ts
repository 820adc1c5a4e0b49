import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus } from '../../../kernel/bus.js';
import type { Log } from '../../../platform/telemetry/log.js';
import { readEnding } from './session-ending.js';
import type { SessionMemory } from './session-memory.js';
import type { SessionStore } from './session.store.js';

const POLL_MS = 400;
const RECONNECT_MS = 500;
/** A revocation shows when its transaction commits: the poll looks back further than a transaction may last. */
const LOOK_BACK_SECONDS = 45;

/** Brings the ends of sessions to this process, by three ways of which each is enough: the bus, NOTIFY, and a poll. */
export class SessionListener {
  private stopping: AbortController | null = null;
  private running: Promise<unknown> = Promise.resolve();
  private endBus: () => Promise<void> = async () => undefined;
  private lastPoll = 0;

  constructor(
    private readonly store: SessionStore,
    private readonly memory: SessionMemory,
    private readonly bus: Bus,
    private readonly log: Log,
  ) {}

  async start(): Promise<void> {
    this.stopping = new AbortController();
    const { signal } = this.stopping;
    this.endBus = await this.bus.subscribe('revoked', (message) => this.heard(message));
    this.lastPoll = performance.now();
    this.running = Promise.all([this.poll(signal), this.listen(signal)]);
  }

  async stop(): Promise<void> {
    this.stopping?.abort();
    await this.endBus();
    await this.running;
  }

  private heard(message: string): void {
    const ended = readEnding(message);
    if (ended) this.memory.end([ended]);
  }

  private async poll(signal: AbortSignal): Promise<void> {
    let away = false;
    while (!signal.aborted) {
      try {
        const startedAt = performance.now();
        this.memory.end(await this.store.revokedWithin(LOOK_BACK_SECONDS + (startedAt - this.lastPoll) / 1_000));
        this.lastPoll = startedAt;
        away = false;
      } catch (error) {
        if (!away) this.log.warn({ err: error }, 'Ended sessions can not be polled; sessions are believed for at most 5 s.');
        away = true;
      }
      await pause(POLL_MS, signal);
    }
  }

  private async listen(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.listenOnce(signal);
      } catch (error) {
        this.log.debug({ err: error }, 'Listening for ended sessions broke off; trying again.');
      }
      await pause(RECONNECT_MS, signal);
    }
  }

  /** Listens until the connection is lost or the process stops. */
  private async listenOnce(signal: AbortSignal): Promise<void> {
    let over: () => void = () => undefined;
    const isOver = new Promise<void>((resolve) => (over = resolve));
    signal.addEventListener('abort', over, { once: true });
    try {
      const end = await this.store.listen((sessionId) => this.heard(sessionId), over);
      await isOver;
      await end();
    } finally {
      signal.removeEventListener('abort', over);
    }
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined);
