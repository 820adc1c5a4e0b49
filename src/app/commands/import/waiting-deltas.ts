import { isDeepStrictEqual } from 'node:util';
import type { Id } from '../../../kernel/ids.js';
import { deltasOf } from '../../../platform/outbox/mongo-rows.js';
import { subjectKey } from '../../../platform/outbox/subject-key.js';
import type { Mongo, MongoTx } from '../../../platform/mongo/mongo.js';

export type Counters = Readonly<Record<string, number>>;

/** What waits to be folded into the counters of these subjects, summed up, by their `_id`. */
export async function waitingDeltas(mongo: Mongo, tx: MongoTx, owner: string, subjects: readonly (Readonly<Record<string, string>> & { readonly _id: Id })[]): Promise<ReadonlyMap<Id, Counters>> {
  const idOfKey = new Map(subjects.map((subject) => [subjectKey({ owner, subject }), subject._id]));
  const sums = new Map<Id, Record<string, number>>();
  for await (const delta of deltasOf(mongo).find({ subjectKey: { $in: [...idOfKey.keys()] } }, { session: tx })) {
    const id = idOfKey.get(delta.subjectKey)!;
    const counters = sums.get(id) ?? {};
    counters[delta.counter] = (counters[delta.counter] ?? 0) + delta.by;
    sums.set(id, counters);
  }
  return sums;
}

/** The counters that will count `rows` once what waits is folded in. */
export function minusWaiting(rows: Counters, waiting: Counters | undefined): Counters {
  if (!waiting) return rows;
  const names = [...new Set([...Object.keys(rows), ...Object.keys(waiting)])];
  return Object.fromEntries(names.map((name) => [name, (rows[name] ?? 0) - (waiting[name] ?? 0)]));
}

/** Whether one of the counters is wrong; a kind of reaction that was and is no more counts 0, one that never was is not there. */
export function differs<Right extends Readonly<Record<string, number | Counters>>>(right: Right, shown: { readonly [Name in keyof Right]: number | Counters }): boolean {
  return Object.entries(right).some(([name, value]) => !isDeepStrictEqual(withoutZeros(value), withoutZeros(shown[name as keyof Right])));
}

const withoutZeros = (value: number | Counters): number | Counters =>
  typeof value === 'number' ? value : Object.fromEntries(Object.entries(value).filter(([, count]) => count !== 0));
