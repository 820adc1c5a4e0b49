import 'reflect-metadata';
import { join, resolve } from 'node:path';
import { systemClock } from '../../kernel/clock.js';
import { ConfigError, readConfig } from '../../platform/config/config.js';
import { EmbeddedStoreError } from '../../platform/embedded/index.js';
import { Mongo } from '../../platform/mongo/mongo.js';
import { Postgres } from '../../platform/postgres/postgres.js';
import { createLog } from '../../platform/telemetry/log.js';
import { STORE_SCHEMA } from '../store-schema.js';
import { openStores } from '../stores.js';
import { readArguments } from './import/arguments.js';
import { createImportDeps, createProgress, findInput, importNetwork, ImportRefused, printSummary } from './import/index.js';
import { reachStores } from './reach-stores.js';

const say = (line: string): void => void process.stderr.write(`plaza: ${line}\n`);

/** `npm run import -- FOLDER`: 0 when it is done, also where lines were bad; 1 when nothing was imported. */
async function run(args: readonly string[]): Promise<number> {
  const { folder, strict, source, rejects } = readArguments(args);
  const input = findInput(folder, source);
  const config = readConfig(process.env);
  const rejectsPath = resolve(rejects ?? join(config.PLAZA_DATA_DIR, 'rejects.ndjson'));
  const reached = await reachStores(config, say);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      say('Interrupted; the same command goes on where this one was.');
      void reached.stop().finally(() => process.exit(130));
    });
  }
  const closings = [() => reached.stop()];
  try {
    const stores = await openStores(reached.urls, config, STORE_SCHEMA, createLog('warn', true));
    closings.push(() => stores.close());
    // Statements over whole tables take as long as the tables are big.
    const postgres = await Postgres.connect({ url: reached.urls.postgresUrl, entities: STORE_SCHEMA.entities, migrations: [], poolSize: 4, statementTimeoutMs: 0 });
    closings.push(() => postgres.close());
    const mongo = await Mongo.connect({ url: reached.urls.mongodbUrl, poolSize: 4, longWork: true });
    closings.push(() => mongo.close());

    const progress = createProgress(process.stderr);
    const began = Date.now();
    const deps = createImportDeps({
      postgres, mongo,
      answerCache: stores.answerCache,
      clock: systemClock,
      masterSecret: reached.masterSecret,
      maxPostLength: config.MAX_POST_LENGTH,
      maxCommentLength: config.MAX_COMMENT_LENGTH,
    });
    const summary = await importNetwork(deps, input, { strict, rejectsPath }, progress).finally(() => progress.end());
    process.stdout.write(`${printSummary(summary, (Date.now() - began) / 1_000, rejectsPath)}\n`);
    return summary.result === 'done' ? 0 : 1;
  } finally {
    for (const close of closings.reverse()) await close();
  }
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof ImportRefused || error instanceof EmbeddedStoreError) say(error.message);
  else if (error instanceof ConfigError) say(`These settings are wrong:\n${error.message.replace(/^/gm, '  ')}`);
  else throw error;
  process.exitCode = 1;
}
