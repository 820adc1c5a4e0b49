import type { UserId } from './ids.js';

/**
 * One module's part in deleting an account. Steps run in `order`, each until it returns; a finished one is never asked
 * again, an interrupted one is run anew. So a step comes to the same end however often it is run, works in batches,
 * and holds no transaction for long.
 */
export interface DeletionStep {
  /** Unique and stable: it is kept with the row that says the step is done. */
  readonly name: string;
  /** Lower runs first; what others point to goes late. */
  readonly order: number;
  run(userId: UserId): Promise<void>;
}
