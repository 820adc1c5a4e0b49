import { isId, mintId } from '../../kernel/ids.js';
import type { JobHandler, JobQueue, NewJob } from '../../kernel/job.js';
import type { MongoTx } from '../mongo/mongo.js';
import type { JobRow } from './job-row.js';
import type { JobStore } from './job.store.js';

/** The commit of whoever adds is near: until then there would be nothing to take. */
const CARRY_AFTER_MS = 50;

/** Where jobs are handed in, and where whoever runs them finds out who does what. */
export class JobRoom implements JobQueue<MongoTx> {
  private readonly handlers = new Map<string, JobHandler>();

  constructor(
    private readonly store: JobStore,
    /** Tells whoever is free that these wait; neither waits nor throws. */
    private readonly carry: (jobs: readonly JobRow[]) => void,
  ) {}

  async add(jobs: readonly NewJob[]): Promise<void> {
    const rows = await this.rowsOf(jobs);
    await this.store.insert(rows);
    this.carry(rows);
  }

  async addIn(tx: MongoTx, jobs: readonly NewJob[]): Promise<void> {
    const rows = await this.rowsOf(jobs);
    await this.store.insertIn(tx, rows);
    setTimeout(() => this.carry(rows), CARRY_AFTER_MS).unref();
  }

  register(...handlers: readonly JobHandler[]): void {
    for (const handler of handlers) {
      if (this.handlers.has(handler.kind)) throw new Error(`Two handlers do jobs of the kind "${handler.kind}".`);
      this.handlers.set(handler.kind, handler);
    }
  }

  all(): readonly JobHandler[] {
    return [...this.handlers.values()];
  }

  handler(kind: string): JobHandler {
    const handler = this.handlers.get(kind);
    if (!handler) throw new Error(`Nobody does jobs of the kind "${kind}".`);
    return handler;
  }

  private async rowsOf(jobs: readonly NewJob[]): Promise<JobRow[]> {
    const shareOf = ({ share, ownerId, kind }: NewJob) => share ?? ownerId ?? kind;
    const turns = new Map(await this.store.lastTurns([...new Set(jobs.map(shareOf))]));
    const createdAt = new Date();
    return jobs.map((job) => {
      const { id = mintId(), kind, data, ownerId = null, notBefore } = job;
      if (ownerId !== null && !isId(id)) throw new Error(`"${id}" is no Id; a job with an owner needs one, as its owner may look it up.`);
      const share = shareOf(job);
      const turn = (turns.get(share) ?? 0) + 1;
      turns.set(share, turn);
      const { queue } = this.handler(kind);
      const start = { state: 'WAITING', attempts: 0, waits: 0, lost: 0, reason: null, finishedAt: null, claim: null, rev: 0 } as const;
      return { _id: id, queue, kind, data, ownerId, share, turn, createdAt, nextAt: notBefore ?? createdAt, ...start };
    });
  }
}
