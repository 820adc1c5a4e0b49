import type { FastifyInstance } from 'fastify';
import { Gauge } from 'prom-client';
import { inTime, LATE } from '../../platform/in-time.js';
import { isRedisLate } from '../../platform/redis/away.js';
import type { Log } from '../../platform/telemetry/log.js';

/** A store as the health watch knows it; `ask` rejects while it is away. */
export interface Dependency {
  readonly name: string;
  ask(): Promise<unknown>;
  /** Without any of the owner stores nothing can be served; without the others everything can, slower. */
  readonly owner: boolean;
}

const INTERVAL_MS = 2_000;
const PATIENCE_MS = 1_500;

const NO_ANSWER = new Error('No answer in time.');

const up = new Gauge({ name: 'plaza_dependency_up', help: '1 while a store answers.', labelNames: ['dependency'] });

/**
 * Asks every store every two seconds. Which one is away goes to the log and to metrics; `/readyz` tells strangers only
 * whether anything can be served, at once, whatever the stores are doing.
 */
export class HealthWatch {
  private readonly away = new Set<string>();
  private readonly late = new Set<string>();
  private timer: NodeJS.Timeout | null = null;
  private draining = false;

  constructor(
    private readonly dependencies: readonly Dependency[],
    private readonly log: Log,
  ) {}

  start(): void {
    for (const { name } of this.dependencies) up.set({ dependency: name }, 1);
    this.timer = setInterval(() => void this.ask(), INTERVAL_MS).unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** From now on `/readyz` says 503, so that a balancer sends nobody here any more. */
  drain(): void {
    this.draining = true;
  }

  get ready(): boolean {
    const owners = this.dependencies.filter((each) => each.owner);
    return !this.draining && !(owners.length > 0 && owners.every((each) => this.away.has(each.name)));
  }

  private async ask(): Promise<void> {
    await Promise.all(this.dependencies.map(async (dependency) => this.note(dependency.name, await this.whyAway(dependency))));
  }

  /** No answer in time may be this process's own doing, which had no time to read it: twice in a row it is the store. */
  private async whyAway(dependency: Dependency): Promise<unknown> {
    const problem = await problemOf(dependency);
    const wasLate = this.late.delete(dependency.name);
    if (problem !== NO_ANSWER) return problem;
    this.late.add(dependency.name);
    return wasLate || this.away.has(dependency.name) ? NO_ANSWER : null;
  }

  private note(name: string, problem: unknown): void {
    up.set({ dependency: name }, problem === null ? 1 : 0);
    if (problem === null && this.away.delete(name)) this.log.info({ dependency: name }, 'A store is back');
    if (problem !== null && !this.away.has(name)) {
      this.away.add(name);
      this.log.error({ dependency: name, err: problem }, 'A store is away');
    }
  }
}

/** Null where it answers in time. */
async function problemOf(dependency: Dependency): Promise<unknown> {
  const asking = dependency.ask().then(() => null, (error: unknown) => (isRedisLate(error) ? NO_ANSWER : (error ?? new Error('It refused.'))));
  const problem = await inTime(asking, PATIENCE_MS);
  return problem === LATE ? NO_ANSWER : problem;
}

/** `/healthz`: the process lives. `/readyz`: send requests here. */
export function serveHealth(fastify: FastifyInstance, watch: HealthWatch): void {
  fastify.get('/healthz', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'alive' }));
  fastify.get('/readyz', async (_request, reply) =>
    reply.code(watch.ready ? 200 : 503).header('cache-control', 'no-store').send({ status: watch.ready ? 'ready' : 'not ready' }),
  );
}
