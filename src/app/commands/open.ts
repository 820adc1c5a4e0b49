import { systemClock } from '../../kernel/clock.js';
import { NO_QUOTA } from '../../kernel/quota.js';
import { tokenTimes } from '../../modules/accounts/index.js';
import { appUrlOf, readConfig } from '../../platform/config/config.js';
import { createLog } from '../../platform/telemetry/log.js';
import { type Assembly, assemble } from '../assemble.js';
import { STORE_SCHEMA } from '../store-schema.js';
import { openStores } from '../stores.js';
import { reachStores } from './reach-stores.js';

/** A sentence for whoever ran the command. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** The same modules over the same stores as the servers, without serving anything. */
export interface OpenedForCommand {
  readonly assembly: Assembly;
  close(): Promise<void>;
}

export async function openForCommand(): Promise<OpenedForCommand> {
  const config = readConfig(process.env);
  const log = createLog('warn', true);
  const reached = await reachStores(config, (line) => process.stderr.write(`plaza: ${line}\n`));
  try {
    const stores = await openStores(reached.urls, config, STORE_SCHEMA, log);
    const assembly = assemble({
      quota: NO_QUOTA,
      stores, log,
      masterSecret: reached.masterSecret,
      clock: systemClock,
      tokenIssuer: config.TOKEN_ISSUER,
      tokenTimes: tokenTimes(config),
      serviceTokenMaxDays: config.SERVICE_TOKEN_MAX_DAYS,
      maxPostLength: config.MAX_POST_LENGTH,
      maxCommentLength: config.MAX_COMMENT_LENGTH,
      accountDeletionGraceDays: config.ACCOUNT_DELETION_GRACE_DAYS,
      appUrl: appUrlOf(config),
      timelines: null,
      wakeRelay: () => undefined,
    });
    return {
      assembly,
      async close() {
        await stores.close();
        await reached.stop();
      },
    };
  } catch (error) {
    await reached.stop();
    throw error;
  }
}
