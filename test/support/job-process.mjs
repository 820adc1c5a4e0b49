// A worker in a process of its own, for the tests that end it in the middle of a job: the built one, as it is shipped.
import 'reflect-metadata';
import { createMongoAnnouncer } from '../../dist/platform/outbox/mongo-announcer.js';
import { JobRoom, JobRunner, JobStore, JobWorker } from '../../dist/platform/jobs/index.js';
import { Mongo } from '../../dist/platform/mongo/mongo.js';
import { createLog } from '../../dist/platform/telemetry/log.js';

const [mongodbUrl] = process.argv.slice(2);
const mongo = await Mongo.connect({ url: mongodbUrl, poolSize: 4 });
const log = createLog('silent', false);
const store = new JobStore(mongo, createMongoAnnouncer({ mongo }), () => undefined);
const room = new JobRoom(store, () => undefined);
room.register({
  kind: 'deadly',
  queue: 'default',
  async run({ id, attempt }) {
    process.stdout.write(`${id} ${attempt}\n`);
    await new Promise(() => undefined);
  },
});
const runner = new JobRunner({ store, room, carry: () => undefined, maxAttempts: 3, firstRetryMs: 0, log });
const worker = new JobWorker({ store, room, runner, carrier: null, log });
worker.start();
process.once('SIGTERM', async () => {
  await worker.stop();
  // As a process that drains and then closes does: the second time there is nothing to wait for.
  const toldAt = performance.now();
  await worker.stop();
  process.exit(performance.now() - toldAt < 1_000 ? 0 : 2);
});
