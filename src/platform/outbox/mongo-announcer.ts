import type { Announcer } from '../../kernel/commit.js';
import { mintId } from '../../kernel/ids.js';
import type { Mongo, MongoTx } from '../mongo/mongo.js';
import { noteAnnounced } from './announced.js';
import { deltasOf, eventsOf, toEventRow } from './mongo-rows.js';
import { subjectKey } from './subject-key.js';

/** Writes events and deltas beside the documents they speak of; one statement each, however many there are. */
export function createMongoAnnouncer({ mongo }: { readonly mongo: Mongo }): Announcer<MongoTx> {
  return {
    async announce(tx, ...events) {
      if (events.length === 0) return;
      await eventsOf(mongo).insertMany(events.map(toEventRow), { session: tx });
      noteAnnounced(tx, events, []);
    },
    async count(tx, ...deltas) {
      if (deltas.length === 0) return;
      const rows = deltas.map((delta) => ({ _id: mintId(), ...delta, subjectKey: subjectKey(delta) }));
      await deltasOf(mongo).insertMany(rows, { session: tx });
      noteAnnounced(tx, [], deltas);
    },
  };
}
