import DataLoader from 'dataloader';
import type { AnswerCache } from '../../../kernel/cache.js';
import type { Clock } from '../../../kernel/clock.js';
import { AccountImport } from '../../../modules/accounts/index.js';
import { CommentImport } from '../../../modules/comments/index.js';
import { type FindByUsername, PostImport } from '../../../modules/posts/index.js';
import { ProfileImport, usernameKey } from '../../../modules/profiles/index.js';
import { ReactionImport } from '../../../modules/reactions/index.js';
import { FollowImport, TagFollowImport } from '../../../modules/relationships/index.js';
import { RepostImport } from '../../../modules/reposts/index.js';
import type { UserId } from '../../../kernel/ids.js';
import type { Mongo } from '../../../platform/mongo/mongo.js';
import type { Postgres } from '../../../platform/postgres/postgres.js';

/** The bulk writers of the modules: rows in, without events and without the rules of who may. */
export interface ImportWriters {
  readonly profiles: ProfileImport;
  readonly accounts: AccountImport;
  readonly follows: FollowImport;
  readonly posts: PostImport;
  readonly comments: CommentImport;
  readonly reactions: ReactionImport;
  readonly reposts: RepostImport;
  readonly tagFollows: TagFollowImport;
}

export type ContentWriters = Omit<ImportWriters, 'accounts'>;

export interface ImportDeps {
  /** Connected for long work: without a limit to how long a statement takes. */
  readonly postgres: Postgres;
  /** Connected with `longWork`. */
  readonly mongo: Mongo;
  readonly answerCache: AnswerCache;
  readonly clock: Clock;
  readonly masterSecret: Buffer;
  /** Code points. */
  readonly maxPostLength: number;
  readonly maxCommentLength: number;
  readonly writers: ImportWriters;
}

export function createImportDeps(deps: Omit<ImportDeps, 'writers'>): ImportDeps {
  const { postgres, mongo, masterSecret } = deps;
  return { ...deps, writers: { ...createContentWriters(postgres, mongo), accounts: new AccountImport(postgres, masterSecret) } };
}

/** The writers of all that needs no secret. */
export function createContentWriters(postgres: Postgres, mongo: Mongo): ContentWriters {
  const profiles = new ProfileImport(postgres);
  const findByUsername = inOneLookUp((usernames) => profiles.idsByUsername(usernames));
  return {
    profiles,
    follows: new FollowImport(),
    posts: new PostImport(mongo, findByUsername),
    comments: new CommentImport(mongo, findByUsername),
    reactions: new ReactionImport(mongo),
    reposts: new RepostImport(mongo),
    tagFollows: new TagFollowImport(),
  };
}

/** The texts of a batch ask for the people they mention in the same tick, and one statement answers them all. */
function inOneLookUp(find: FindByUsername): FindByUsername {
  const loader = new DataLoader<string, UserId | null>(
    async (keys) => {
      const found = await find(keys);
      return keys.map((key) => found.get(key) ?? null);
    },
    { cache: false },
  );
  return async (usernames) => {
    const keys = [...new Set(usernames.map(usernameKey))];
    const ids = await Promise.all(keys.map((key) => loader.load(key)));
    return new Map(keys.flatMap((key, i) => (ids[i] ? [[key, ids[i]] as const] : [])));
  };
}
