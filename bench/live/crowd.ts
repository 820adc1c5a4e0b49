import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { scriptOf } from '../contenders.js';

export type CrowdOrder =
  | { readonly do: 'connect'; readonly port: number; readonly postId: string; readonly tokens: readonly (string | null)[]; /** By index: who must not hear of the comments. */ readonly deaf: readonly number[] }
  | { readonly do: 'forget' | 'close' }
  | { readonly do: 'pause' | 'resume'; readonly index: number }
  | { readonly do: 'report'; /** With every arrival, and not only their numbers. */ readonly whole: boolean };

/** When a numbered event arrived, wherever it did, sorted. */
export interface Arrivals {
  readonly number: number;
  readonly atMs: Float64Array;
}

export interface CrowdReport {
  /** Events that arrived, numbered or not, over all subscribers. */
  readonly messages: number;
  readonly arrivals: readonly Arrivals[];
  /** How many have heard of each numbered event. */
  readonly heard: readonly (readonly [number: number, count: number])[];
  /** How often one heard who must not. */
  readonly overheard: number;
  /** The payloads that the first subscriber got. */
  readonly recorded: readonly string[];
  readonly closings: readonly { readonly index: number; readonly code: number; readonly atMs: number }[];
}

type Answer = { readonly report: CrowdReport } | { readonly error: string };

const LOOK_MS = 100;

/** Subscribers of one server, in a process of their own. */
export class Crowd {
  private readonly child: ChildProcess;

  constructor() {
    this.child = fork(scriptOf('live/crowd-process.js'), { serialization: 'advanced' });
  }

  /** An order is obeyed before the next is given. */
  order(order: CrowdOrder): Promise<CrowdReport> {
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error('The process with the subscribers has ended.'));
      this.child.once('exit', onExit);
      this.child.once('message', (answer: Answer) => {
        this.child.off('exit', onExit);
        if ('error' in answer) reject(new Error(answer.error));
        else resolve(answer.report);
      });
      this.child.send(order, (error) => error && reject(error));
    });
  }

  /** Waits until so many have heard of each of these events. Gives how often they were heard at last. */
  async untilHeard(numbers: readonly number[], byEach: number, patienceMs: number): Promise<number> {
    const until = Date.now() + patienceMs;
    const wanted = new Set(numbers);
    for (;;) {
      const { heard } = await this.order({ do: 'report', whole: false });
      const times = heard.reduce((sum, [number, count]) => sum + (wanted.has(number) ? count : 0), 0);
      if (times >= numbers.length * byEach || Date.now() > until) return times;
      await sleep(LOOK_MS);
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.disconnect();
    await gone;
  }
}
