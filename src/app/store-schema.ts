import { AccountEntity, CreateAccounts1764000002000, CreateServiceTokens1764100005101, KnownDevices1764100007100, RefreshTokenEntity, Registrations1764100003100, SecurityEventEntity, SecurityEvents1764100002100, ServiceTokenEntity, SessionEntity, SessionFacts1764100004100, SigningKeyEntity } from '../modules/accounts/index.js';
import { commentCounterOwners, createCommentsCollection } from '../modules/comments/index.js';
import { CreateSuspensions1764100005100 } from '../modules/moderation/index.js';
import { createFeedRankings, HomeFeeds1764110006200, indexRepostsInFeeds } from '../modules/feeds/index.js';
import { addTagsToPosts, createPostsCollection, postCounterOwners } from '../modules/posts/index.js';
import { CreateProfiles1764000001000, ProfileEntity, ProfileStates1764100001000 } from '../modules/profiles/index.js';
import { createReactionsCollection } from '../modules/reactions/index.js';
import { BlockEntity, CreateRelationships1764000003000, FollowEntity, FollowRequestEntity, Privacy1764100006101, TagFollows1764110006100 } from '../modules/relationships/index.js';
import { createRepostsCollection } from '../modules/reposts/index.js';
import type { Clock } from '../kernel/clock.js';
import type { PostgresCounterOwner } from '../platform/outbox/fold-postgres.js';
import { outboxMongoMigrations } from '../platform/outbox/mongo.migrations.js';
import { outboxPostgresMigrations } from '../platform/outbox/postgres.migrations.js';
import { createJobsCollection } from '../platform/jobs/index.js';
import { indexParkedEvents } from '../platform/log/parked-event.store.js';
import { mailMigrations } from '../platform/mail/index.js';
import { importMigrations } from './commands/import/index.js';
import type { StoreSchema } from './stores.js';

/** What all modules bring for the stores: entities, and migrations in one order. */
export const STORE_SCHEMA: StoreSchema = {
  entities: [ProfileEntity, AccountEntity, SessionEntity, RefreshTokenEntity, SigningKeyEntity, SecurityEventEntity, ServiceTokenEntity, FollowEntity, FollowRequestEntity, BlockEntity],
  postgresMigrations: [
    ...outboxPostgresMigrations,
    CreateProfiles1764000001000,
    CreateAccounts1764000002000,
    CreateRelationships1764000003000,
    ...importMigrations,
    ProfileStates1764100001000,
    SecurityEvents1764100002100,
    ...mailMigrations,
    Registrations1764100003100,
    SessionFacts1764100004100,
    CreateSuspensions1764100005100,
    CreateServiceTokens1764100005101,
    Privacy1764100006101,
    KnownDevices1764100007100,
    TagFollows1764110006100,
    HomeFeeds1764110006200,
  ],
  mongoMigrations: [...outboxMongoMigrations, createJobsCollection, indexParkedEvents, createPostsCollection, createCommentsCollection, createReactionsCollection, addTagsToPosts, createRepostsCollection, indexRepostsInFeeds, createFeedRankings],
};

export const mongoCounterOwners = (clock: Clock) => [...postCounterOwners(clock), ...commentCounterOwners];

export const POSTGRES_COUNTER_OWNERS: readonly PostgresCounterOwner[] = [
  { name: 'profiles', key: 'user_id', counters: ['follower_count', 'followee_count'] },
];
