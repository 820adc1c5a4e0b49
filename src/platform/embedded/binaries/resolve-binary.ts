import { EmbeddedStoreError } from '../context.js';
import { probeVersion } from './probe.js';

/** A server binary that runs here. */
export interface FoundBinary {
  path: string;
  /** As it says itself: "18.4", "6.0.5". */
  version: string;
  /** All of its `--version` output. */
  banner: string;
  /** For the log: "the cache", "PATH". */
  source: string;
}

/** One place to look. `look` gives paths (none, or a thrown reason, lets the next step try). */
export interface Step {
  source: string;
  look: () => Promise<string[]> | string[];
}

/** No step gave a usable binary; the message lists each step's reason and the ways to fix it. */
export class BinaryNotFoundError extends EmbeddedStoreError {
  constructor(
    what: string,
    readonly reasons: string[],
    fixes: string[],
  ) {
    const list = (lines: string[]): string => lines.map(line => `  - ${line}`).join('\n');
    super(`No usable ${what} was found.\n${list(reasons)}\nAny of these fixes it:\n${list(fixes)}`);
  }
}

/**
 * Walks the steps in order and gives the first binary that runs and is accepted.
 * `refuse` names why a version can't be used, or gives undefined.
 */
export async function resolveBinary(search: {
  what: string;
  steps: Step[];
  refuse: (binary: FoundBinary) => string | undefined;
  fixes: string[];
  signal: AbortSignal;
  /** Probe as this user, where it isn't us. */
  as?: { uid: number; gid: number };
}): Promise<FoundBinary> {
  const reasons: string[] = [];
  for (const step of search.steps) {
    search.signal.throwIfAborted();
    try {
      const paths = await step.look();
      if (paths.length === 0) reasons.push(`${step.source}: none there`);
      for (const path of paths) {
        try {
          const found = { path, source: step.source, ...(await probeVersion(path, search.as)) };
          const refusal = search.refuse(found);
          if (!refusal) return found;
          reasons.push(`${step.source}: ${path} ${refusal}`);
        } catch (error) {
          reasons.push(`${step.source}: ${path} does not run: ${(error as Error).message}`);
        }
      }
    } catch (error) {
      reasons.push(`${step.source}: ${(error as Error).message}`);
    }
  }
  search.signal.throwIfAborted();
  throw new BinaryNotFoundError(search.what, reasons, search.fixes);
}
