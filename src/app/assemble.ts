import 'reflect-metadata';
import type { Clock } from '../kernel/clock.js';
import type { JobHandler } from '../kernel/job.js';
import { NO_QUOTA, type Quota } from '../kernel/quota.js';
import { LoaderFactories } from '../kernel/loaders.js';
import { createAccounts, type TokenTimes } from '../modules/accounts/index.js';
import { createComments } from '../modules/comments/index.js';
import { createFeeds, type TimelineSettings } from '../modules/feeds/index.js';
import { createJobs } from '../modules/jobs/index.js';
import { createModeration } from '../modules/moderation/index.js';
import { createPosts } from '../modules/posts/index.js';
import { createProfiles, userById } from '../modules/profiles/index.js';
import { createReactions } from '../modules/reactions/index.js';
import { createReposts } from '../modules/reposts/index.js';
import { createRelationships } from '../modules/relationships/index.js';
import { JobRoom, type JobRow, JobStore } from '../platform/jobs/index.js';
import { MailRoom, MailStore } from '../platform/mail/index.js';
import { ParkedEventStore } from '../platform/log/parked-event.store.js';
import { createMongoAnnouncer } from '../platform/outbox/mongo-announcer.js';
import { createMongoCommit } from '../platform/outbox/mongo-commit.js';
import { createPostgresAnnouncer } from '../platform/outbox/postgres-announcer.js';
import { createPostgresCommit } from '../platform/outbox/postgres-commit.js';
import { forgetKeys } from '../platform/outbox/keys.js';
import { deriveKey } from '../platform/secrets.js';
import type { Log } from '../platform/telemetry/log.js';
import { forgetImports } from './commands/import/index.js';
import { RateLimitResolver } from './limits/rate-limit.resolver.js';
import { NodeResolver } from './node.resolver.js';
import type { Stores } from './stores.js';

export interface AssemblyParts {
  readonly stores: Pick<Stores, 'postgres' | 'mongo' | 'bus' | 'entityCache' | 'answerCache' | 'scriptedKeys'>;
  readonly masterSecret: Buffer;
  readonly tokenIssuer: string;
  readonly tokenTimes: TokenTimes;
  /** Days. */
  readonly serviceTokenMaxDays: number;
  /** Code points. */
  readonly maxPostLength: number;
  readonly maxCommentLength: number;
  readonly accountDeletionGraceDays: number;
  /** Where the links of letters lead. */
  readonly appUrl: string;
  /** Null where no home timelines are to be kept. */
  readonly timelines: TimelineSettings | null;
  /** Tells the relays of all processes that something waits. */
  readonly wakeRelay: () => void;
  /** Tells whoever sends letters that one waits. */
  readonly wakeMails?: () => void;
  /** Tells whoever does jobs that these wait. */
  readonly carryJobs?: (jobs: readonly JobRow[]) => void;
  readonly quota: Quota;
  readonly clock: Clock;
  readonly log: Log;
}

export type Assembly = ReturnType<typeof assemble>;

/** Makes every module and hands each what it needs: the one place that knows them all. Opens nothing. */
export function assemble({ stores, masterSecret, wakeRelay, wakeMails = () => undefined, carryJobs = () => undefined, quota, clock, log, ...settings }: AssemblyParts) {
  const { postgres, mongo, bus, entityCache, answerCache } = stores;
  const committing = { clock, quota, answerCache, wake: wakeRelay, inputHashKey: deriveKey(masterSecret, 'idempotency-input'), log };
  const inPostgres = { postgres, clock, commit: createPostgresCommit({ ...committing, postgres }), announcer: createPostgresAnnouncer() };
  const inMongo = { mongo, clock, entityCache, commit: createMongoCommit({ ...committing, mongo }), announcer: createMongoAnnouncer({ mongo }) };
  const jobStore = new JobStore(mongo, inMongo.announcer, wakeRelay);
  const jobs = new JobRoom(jobStore, carryJobs);
  const mailStore = new MailStore(postgres);
  const mails = new MailRoom(mailStore, wakeMails);

  const profiles = createProfiles({ ...inPostgres, entityCache });
  const accounts = createAccounts({ ...inPostgres, profiles, bus, quota, log, masterSecret, tokenIssuer: settings.tokenIssuer, times: settings.tokenTimes, serviceTokenMaxDays: settings.serviceTokenMaxDays, deletionGraceDays: settings.accountDeletionGraceDays, mails, appUrl: settings.appUrl });
  mails.registerComposer(...accounts.composers);
  const ownJobs = createJobs({ store: jobStore });
  const relationships = createRelationships({ ...inPostgres, profiles });
  const { userIdsByUsername } = profiles;
  const posts = createPosts({ ...inMongo, userIdsByUsername, maxPostLength: settings.maxPostLength });
  const comments = createComments({ ...inMongo, posts, userIdsByUsername, maxCommentLength: settings.maxCommentLength });
  const reactions = createReactions({ ...inMongo, posts, comments });
  const reposts = createReposts({ ...inMongo, posts });
  const feeds = createFeeds({ ...inPostgres, mongo, posts, reposts, relationships, jobs, ownJobs, contentCommit: inMongo.commit, log, dealings: { reactions, comments }, scriptedKeys: stores.scriptedKeys, timelines: settings.timelines });
  const moderation = createModeration({ ...inPostgres, profiles, accounts, securityLog: accounts.securityLog });

  const jobHandlers: readonly JobHandler[] = [...feeds.jobHandlers];
  jobs.register(...jobHandlers);

  const factories = new LoaderFactories();
  const modules = [profiles, accounts, ownJobs, relationships, posts, comments, reactions, reposts, feeds, moderation];
  for (const module of modules) module.registerLoaders(factories);
  const deletionSteps = [...ownJobs.deletionSteps, ...posts.deletionSteps, ...comments.deletionSteps, ...reactions.deletionSteps, ...reposts.deletionSteps, ...feeds.deletionSteps, ...relationships.deletionSteps, forgetKeys(postgres, mongo), forgetImports(postgres)];
  accounts.registerDeletionSteps(...deletionSteps);

  const nodes = new NodeResolver({
    User: userById,
    Post: (viewer, ref, loaders) => posts.reader.byRef(viewer, ref, loaders),
    Comment: (viewer, ref, loaders) => comments.reader.byRef(viewer, ref, loaders),
    Job: (viewer, id) => ownJobs.byId(viewer, id),
  });
  return {
    profiles,
    accounts,
    relationships,
    posts,
    comments,
    reactions,
    reposts,
    feeds,
    mails,
    mailStore,
    jobs,
    jobStore,
    parkedEvents: new ParkedEventStore(mongo),
    moderation,
    factories,
    resolvers: [...modules.flatMap((module) => module.resolvers), nodes, new RateLimitResolver()] as readonly object[],
    consumers: [...comments.consumers, ...reactions.consumers, ...reposts.consumers, ...feeds.consumers],
    inPostgres,
    inMongo,
  };
}

/** The resolvers over stores that nobody may ask: for what needs the schema alone. */
export function schemaResolvers(): readonly object[] {
  const nobody = new Proxy({}, { get: (_target, name) => (name === 'collection' ? () => nobody : undefined) }) as never;
  const stores = { postgres: nobody, mongo: nobody, bus: nobody, entityCache: nobody, answerCache: nobody, scriptedKeys: null };
  const settings = { masterSecret: Buffer.alloc(32), tokenIssuer: '', tokenTimes: {} as TokenTimes, serviceTokenMaxDays: 1, maxPostLength: 1, maxCommentLength: 1, accountDeletionGraceDays: 0, appUrl: '', timelines: null };
  return assemble({ stores, ...settings, wakeRelay: () => undefined, quota: NO_QUOTA, clock: nobody, log: nobody }).resolvers;
}
