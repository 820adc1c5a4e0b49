/** `npm run import -- FOLDER`: makes the clone runnable, then imports a network; docs/import-format.md says of what form. */
import { resolve } from 'node:path';
import { fail, prepare } from './build.mjs';

// The folder is meant from where the person stands, and `prepare` goes to the clone's root.
const from = process.env.INIT_CWD ?? process.cwd();
const value = /^--(source)$/;
process.argv = process.argv.map((word, i, words) => (i < 2 || word.startsWith('-') || value.test(words[i - 1]) ? word : resolve(from, word)));
await prepare().catch(fail);
process.setSourceMapsEnabled(true);
await import('../dist/app/commands/import.js').catch(fail);
