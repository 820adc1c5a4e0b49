import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import type { UserId } from '../../kernel/ids.js';
import type { Outcome } from '../../kernel/outcome.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { EdgeStore, Tx } from './edge.store.js';
import type { RelationStore } from './relation.store.js';

/** What every action between two people needs. */
export interface PairActionDeps {
  readonly edges: EdgeStore;
  readonly relations: RelationStore;
  readonly commit: Commit<Tx>;
  readonly announcer: Announcer<Tx>;
  readonly clock: Clock;
}

/** `userId` is null where the client's id could not be decoded: absent, like any other unknown id. */
export interface PairRequest {
  readonly userId: UserId | null;
  readonly idempotencyKey?: string | null;
}

export type PairAction = (viewer: Viewer, request: PairRequest) => Promise<Outcome<{ readonly userId: UserId }>>;
