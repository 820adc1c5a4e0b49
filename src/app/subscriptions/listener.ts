import type { ExecutionResult } from 'graphql';
import type { LiveSink } from '../../platform/live/subscriber.js';
import type { Connection } from './connection.js';

/**
 * One subscription of a connection: takes frames past graphql-ws, which iterates it as it would a stream of results and is
 * given the end alone. Begins when graphql-ws does, so that what was completed before then has never begun.
 */
export class Listener implements LiveSink, AsyncIterableIterator<ExecutionResult> {
  private readonly head: Buffer;
  private leave: (() => void) | null = null;
  private isOver = false;
  private wake: (() => void) | null = null;

  constructor(
    private readonly connection: Connection,
    id: string,
    /** Points that an event costs. */
    private readonly price: number,
    private readonly begin: (sink: LiveSink) => () => void,
  ) {
    this.head = Buffer.from(`{"id":${JSON.stringify(id)}`);
  }

  get isFull(): boolean {
    return this.connection.isFull;
  }

  send(frame: Buffer, isNotice: boolean): void {
    this.connection.sendFrame(this.head, frame);
    if (!isNotice) this.connection.owe(this.price);
  }

  end(): void {
    this.isOver = true;
    this.leave?.();
    this.wake?.();
  }

  drop(reason: 'slow' | 'gap'): void {
    this.connection.drop(reason);
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (!this.isOver && this.leave === null) {
      this.leave = this.begin(this);
      if (!this.isOver) await new Promise<void>((resolve) => (this.wake = resolve));
    }
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.end();
    return { done: true, value: undefined };
  }

  async throw(): Promise<IteratorResult<ExecutionResult, undefined>> {
    return this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
