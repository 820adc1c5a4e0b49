import type { AnswerCache } from '../../../kernel/cache.js';
import type { Clock } from '../../../kernel/clock.js';
import type { Accounts } from '../../../modules/accounts/index.js';
import type { Mongo } from '../../../platform/mongo/mongo.js';
import type { Postgres } from '../../../platform/postgres/postgres.js';
import { createContentWriters } from '../import/deps.js';
import { withImportLock } from '../import/import-lock.js';
import { makeDemoWorld } from './demo-world.js';
import { DEMO_USERNAME } from './people.js';
import { writeWorld } from './write-world.js';

export interface SeedDeps {
  readonly postgres: Postgres;
  readonly mongo: Mongo;
  readonly accounts: Pick<Accounts, 'hashPassword' | 'add' | 'appoint'>;
  readonly answerCache: AnswerCache;
  readonly clock: Clock;
  /** Where this instance is reached, as in "http://127.0.0.1:4000": avatars have addresses. */
  readonly publicUrl: string;
}

export const DEMO_LOGIN = { username: DEMO_USERNAME, password: 'plaza-demo-2026' } as const;

/** People of the demo world with a role; they have the same password. */
export const DEMO_OFFICIALS = { MODERATOR: 'lopez_vera', ADMIN: 'chloesilva' } as const;

export interface SeedResult {
  /** True where this call filled the stores. */
  readonly seeded: boolean;
  /** The login of the demo world; null where the stores hold something else. */
  readonly login: typeof DEMO_LOGIN | null;
}

/**
 * Fills empty stores with the demo world. Its times count back from the moment of the first try, which is written down:
 * a try that was cut off is taken up with the same ids. Stores that hold people already are left alone.
 */
export async function seedDemoWorld(deps: SeedDeps): Promise<SeedResult> {
  const before = await currentRun(deps.postgres);
  if (before?.endedAt) {
    await deps.postgres.query('seed.move-avatars', MOVE_AVATARS, [deps.publicUrl]);
    return { seeded: false, login: DEMO_LOGIN };
  }
  const writers = createContentWriters(deps.postgres, deps.mongo);
  if (!before && !(await writers.profiles.isEmpty())) return { seeded: false, login: null };
  return withImportLock(deps.postgres, async () => {
    await deps.postgres.query('seed.begin', BEGIN, [deps.clock.now()]);
    const run = await currentRun(deps.postgres);
    if (!run || run.endedAt) return { seeded: false, login: DEMO_LOGIN };
    await writeWorld(deps, writers, makeDemoWorld(run.beganAt), await deps.accounts.hashPassword(DEMO_LOGIN.password));
    for (const role of ['MODERATOR', 'ADMIN'] as const) {
      if (!(await deps.accounts.appoint(DEMO_OFFICIALS[role], role))) throw new Error(`The demo world has no ${DEMO_OFFICIALS[role]}.`);
    }
    await deps.answerCache.raise();
    await deps.postgres.query('seed.end', `UPDATE seed_runs SET ended_at = $1 WHERE name = 'demo'`, [deps.clock.now()]);
    return { seeded: true, login: DEMO_LOGIN };
  });
}

interface SeedRun {
  readonly beganAt: Date;
  readonly endedAt: Date | null;
}

async function currentRun(postgres: Postgres): Promise<SeedRun | null> {
  const rows = await postgres.query<SeedRun>('seed.current', `SELECT began_at AS "beganAt", ended_at AS "endedAt" FROM seed_runs WHERE name = 'demo'`);
  return rows[0] ?? null;
}

/** Pictures are served by the instance itself, which may listen on another port than at its first start. */
const MOVE_AVATARS = `
  UPDATE profiles SET avatar_url = $1 || '/avatars/' || username || '.svg', rev = rev + 1
  WHERE avatar_url ~ ('^http://(127[.]0[.]0[.]1|0[.]0[.]0[.]0|localhost)(:[0-9]+)?/avatars/' || username || '[.]svg$')
    AND avatar_url <> $1 || '/avatars/' || username || '.svg'`;

const BEGIN = `INSERT INTO seed_runs (name, began_at) VALUES ('demo', $1) ON CONFLICT DO NOTHING`;
