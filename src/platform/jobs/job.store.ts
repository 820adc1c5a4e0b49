import { mintId, type UserId } from '../../kernel/ids.js';
import type { Announcer } from '../../kernel/commit.js';
import type { QueueName } from '../../kernel/job.js';
import { insertMissing } from '../mongo/bulk.js';
import type { Mongo, MongoTx } from '../mongo/mongo.js';
import { type ClaimedJob, type JobRow, jobsOf } from './job-row.js';
import { jobUpdated } from './job.events.js';

/** So long a job is nobody else's; whoever runs it renews that several times before it lapses. */
export const LEASE_MS = 15_000;
/** Clocks differ: what was added or postponed by somebody whose clock goes before ours may be taken all the same. */
const SKEW_MS = 2_000;

/** What waits since then is carried at the next look. */
export const longAgo = (): Date => new Date(Date.now() - LEASE_MS);

type Change = Partial<Omit<JobRow, '_id' | 'rev'>>;

/** Every statement on `jobs`. */
export class JobStore {
  constructor(
    private readonly mongo: Mongo,
    private readonly announcer: Announcer<MongoTx>,
    /** Tells the relay that something was announced. */
    private readonly wakeRelay: () => void,
  ) {}

  /** What is there already stays as it is. */
  async insert(rows: readonly JobRow[]): Promise<void> {
    const owned = rows.filter((row) => row.ownerId !== null);
    await insertMissing(this.mongo, 'jobs', rows.filter((row) => row.ownerId === null));
    if (owned.length === 0) return;
    await this.mongo.transaction((tx) => this.insertIn(tx, owned));
    this.wakeRelay();
  }

  async insertIn(tx: MongoTx, rows: readonly JobRow[]): Promise<void> {
    if (rows.length === 0) return;
    const upserts = rows.map(({ _id, ...row }) => ({ updateOne: { filter: { _id }, update: { $setOnInsert: row }, upsert: true } }));
    const written = await jobsOf(this.mongo).bulkWrite(upserts, { session: tx });
    const fresh = Object.keys(written.upsertedIds).map((index) => rows[Number(index)]!);
    await this.announcer.announce(tx, ...fresh.flatMap((row) => eventsOf(row)));
  }

  /** The last turn that each share has waiting. */
  async lastTurns(shares: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const last = await Promise.all(
      shares.map((share) => jobsOf(this.mongo).find({ share, state: 'WAITING' }, { projection: { turn: 1 } }).sort({ share: 1, turn: -1 }).limit(1).next()),
    );
    return new Map(shares.map((share, i) => [share, last[i]?.turn ?? 0]));
  }

  /** Takes this job, if it is anybody's to take. */
  claim(id: string, kinds: readonly string[]): Promise<ClaimedJob | null> {
    const now = Date.now();
    const free = [{ claim: null, nextAt: { $lte: new Date(now + SKEW_MS) } }, { nextAt: { $lte: new Date(now) } }];
    return this.take({ _id: id, state: 'WAITING', kind: { $in: [...kinds] }, $or: free });
  }

  /** Takes the job of this queue whose turn it is. */
  claimNext(queue: QueueName, kinds: readonly string[]): Promise<ClaimedJob | null> {
    return this.take({ queue, state: 'WAITING', kind: { $in: [...kinds] }, nextAt: { $lte: new Date() } });
  }

  private async take(filter: object): Promise<ClaimedJob | null> {
    const claim = mintId();
    const taken = {
      $set: {
        // Whoever had it never said how it ended.
        lost: { $cond: [{ $eq: ['$claim', null] }, '$lost', { $add: ['$lost', 1] }] },
        claim,
        nextAt: new Date(Date.now() + LEASE_MS),
        rev: { $add: ['$rev', 1] },
      },
    };
    const row = await jobsOf(this.mongo).findOneAndUpdate(filter, [taken], { sort: { turn: 1, nextAt: 1 }, returnDocument: 'after' });
    return row as ClaimedJob | null;
  }

  async renew(held: readonly ClaimedJob[]): Promise<void> {
    const ids = held.map(({ _id }) => _id);
    const claims = held.map(({ claim }) => claim);
    await jobsOf(this.mongo).updateMany({ _id: { $in: ids }, claim: { $in: claims } }, { $set: { nextAt: new Date(Date.now() + LEASE_MS) } });
  }

  /** Done; where nobody watches it, it is forgotten. */
  async finish(job: ClaimedJob): Promise<void> {
    if (job.ownerId === null) await jobsOf(this.mongo).deleteOne({ _id: job._id, claim: job.claim });
    else await this.change(job, { state: 'DONE', reason: null, finishedAt: new Date(), claim: null });
  }

  /** Back to the others; null where it was not ours any more. */
  async putBack(job: ClaimedJob, change: Change): Promise<JobRow | null> {
    const { _id, claim } = job;
    return jobsOf(this.mongo).findOneAndUpdate({ _id, claim }, { $set: { ...change, claim: null }, $inc: { rev: 1 } }, { returnDocument: 'after' });
  }

  async bury(job: ClaimedJob, change: Change): Promise<void> {
    await this.change(job, { ...change, state: 'DEAD', finishedAt: new Date(), claim: null });
  }

  /** Those that wait since before `before`, whoever is first. */
  waiting(queue: QueueName, before: Date, limit: number): Promise<JobRow[]> {
    return jobsOf(this.mongo).find({ queue, state: 'WAITING', nextAt: { $lte: before } }).sort({ nextAt: 1 }).limit(limit).toArray();
  }

  /** Since when the job waits that has waited longest. */
  async waitingSince(queue: QueueName): Promise<Date | null> {
    return (await this.waiting(queue, new Date(), 1))[0]?.nextAt ?? null;
  }

  countWaiting(queue: QueueName): Promise<number> {
    return jobsOf(this.mongo).countDocuments({ queue, state: 'WAITING' }, { hint: 'waiting' });
  }

  /** Whether a job is under way or will be before long. */
  async isBusy(withinMs: number): Promise<boolean> {
    const soon = new Date(Date.now() + withinMs);
    return (await jobsOf(this.mongo).findOne({ state: 'WAITING', $or: [{ claim: { $ne: null } }, { nextAt: { $lte: soon } }] }, { projection: { _id: 1 } })) !== null;
  }

  byId(id: string): Promise<JobRow | null> {
    return jobsOf(this.mongo).findOne({ _id: id });
  }

  /** The jobs that were given up, the latest first. */
  dead(limit: number): Promise<JobRow[]> {
    return jobsOf(this.mongo).find({ state: 'DEAD', finishedAt: { $type: 'date' } }).sort({ finishedAt: -1 }).limit(limit).toArray();
  }

  countDead(): Promise<number> {
    return jobsOf(this.mongo).countDocuments({ state: 'DEAD', finishedAt: { $type: 'date' } });
  }

  /** Given-up jobs wait anew, with all their attempts: one, or (null) all. Gives them. */
  async retry(id: string | null): Promise<JobRow[]> {
    const again: JobRow[] = [];
    for (const row of id === null ? await this.dead(Number.MAX_SAFE_INTEGER) : await jobsOf(this.mongo).find({ _id: id, state: 'DEAD' }).toArray()) {
      const changed = await this.change(row, { state: 'WAITING', attempts: 0, waits: 0, lost: 0, finishedAt: null, nextAt: longAgo() });
      if (changed) again.push(changed);
    }
    return again;
  }

  /** Forgets up to `batch` jobs of a state that ended before `before`; gives how many. */
  async purge(state: 'DONE' | 'DEAD', before: Date, batch: number): Promise<number> {
    const old = await jobsOf(this.mongo).find({ state, finishedAt: { $type: 'date', $lt: before } }, { projection: { _id: 1 } }).limit(batch).toArray();
    return (await jobsOf(this.mongo).deleteMany({ _id: { $in: old.map(({ _id }) => _id) }, state })).deletedCount;
  }

  async forgetOwner(ownerId: UserId): Promise<void> {
    await jobsOf(this.mongo).deleteMany({ ownerId });
  }

  /** A change that its owner hears of, in one transaction with the telling; null where the job has changed meanwhile. */
  private async change(job: JobRow, change: Change): Promise<JobRow | null> {
    const filter = { _id: job._id, claim: job.claim, state: job.state };
    const update = { $set: change, $inc: { rev: 1 } };
    if (job.ownerId === null) return jobsOf(this.mongo).findOneAndUpdate(filter, update, { returnDocument: 'after' });
    const changed = await this.mongo.transaction(async (session) => {
      const row = await jobsOf(this.mongo).findOneAndUpdate(filter, update, { returnDocument: 'after', session });
      if (row) await this.announcer.announce(session, ...eventsOf(row));
      return row;
    });
    this.wakeRelay();
    return changed;
  }
}

const eventsOf = (row: JobRow) => (row.ownerId === null ? [] : [jobUpdated({ ...row, ownerId: row.ownerId })]);

