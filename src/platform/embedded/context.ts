import type { DataMemory } from './data-memory.js';

/** A store could not be had or started. The message is a sentence (or a few) for the person at the terminal. */
export class EmbeddedStoreError extends Error {
  override name = 'EmbeddedStoreError';
}

/** What every store's starter is handed. */
export interface StoreContext {
  /** Absolute path; everything that must survive a restart lies below it. */
  dataDir: string;
  log: (line: string) => void;
  /** Data is thrown away on stop: no fsync, no polite shutdown. */
  ephemeral: boolean;
  memory: DataMemory;
  /** Aborted when the start is called off; starters then give up what they have begun. */
  signal: AbortSignal;
  /** Tells the listeners that a store died by itself. */
  crashed: (sentence: string) => void;
}

/** A store that answers. */
export interface RunningStore {
  url: string;
  stop(): Promise<void>;
}
