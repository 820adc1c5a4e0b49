// A relay in a process of its own, for the test that kills it: the built one, as it is shipped.
import 'reflect-metadata';
import { Mongo } from '../../dist/platform/mongo/mongo.js';
import { moveFromPostgres, positionPending } from '../../dist/platform/outbox/relay.js';
import { Postgres } from '../../dist/platform/postgres/postgres.js';

const [postgresUrl, mongodbUrl] = process.argv.slice(2);
const postgres = await Postgres.connect({ url: postgresUrl, entities: [], migrations: [], poolSize: 2, statementTimeoutMs: 5_000 });
const mongo = await Mongo.connect({ url: mongodbUrl, poolSize: 4 });
process.stdout.write('working\n');
for (;;) {
  await moveFromPostgres(postgres, mongo);
  await positionPending(mongo);
}
