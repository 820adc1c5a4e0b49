import { limitError } from './limits.js';

/** Values of all variables together, lists and objects counted with what is in them; a hundred ids and a form fit in well. */
const MAX_VALUES = 1_000;
/** No input of the schema nests more than four levels. */
const MAX_LEVELS = 10;

/**
 * Refuses variables that are too many or nest too deeply to be worth reading: readers, loggers and cache keys go through
 * them recursively, and each wrong entry of a list would be an error of its own. Level by level, without recursion.
 */
export function checkVariables(variables: Readonly<Record<string, unknown>>): void {
  let level: object[] = [variables];
  let values = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_LEVELS) throw limitError('levels in its variables', depth, MAX_LEVELS);
    const next: object[] = [];
    for (const parent of level) {
      const inside: unknown[] = Array.isArray(parent) ? parent : Object.values(parent);
      values += inside.length;
      if (values > MAX_VALUES) throw limitError('values in its variables', values, MAX_VALUES);
      for (const value of inside) if (typeof value === 'object' && value !== null) next.push(value);
    }
    level = next;
  }
}
