import { parseArgs } from 'node:util';
import { ImportRefused } from './refused.js';

export interface ImportArguments {
  readonly folder: string;
  readonly strict: boolean;
  readonly source: string | null;
  readonly rejects: string | null;
}

export const USAGE = `npm run import -- FOLDER [--strict] [--source NAME] [--rejects FILE]

  FOLDER          holds users, follows, posts, comments, likes, each as .ndjson or .ndjson.gz; see docs/import-format.md
  --strict        import nothing if any line is bad
  --source NAME   what the network is called; the same name, the same ids (default: the manifest's, or the folder's name)
  --rejects FILE  where bad lines go (default: rejects.ndjson in the data folder)`;

/** Reads the command line. Throws `ImportRefused`. */
export function readArguments(args: readonly string[]): ImportArguments {
  const options = { strict: { type: 'boolean' }, source: { type: 'string' }, rejects: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [folder, ...more] = positionals;
    if (values.help || folder === undefined || more.length > 0) throw new ImportRefused(USAGE);
    return { folder, strict: values.strict ?? false, source: values.source ?? null, rejects: values.rejects ?? null };
  } catch (error) {
    if (error instanceof ImportRefused) throw error;
    throw new ImportRefused(`${(error as Error).message}\n\n${USAGE}`);
  }
}
