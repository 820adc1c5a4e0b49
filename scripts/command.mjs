/** `npm run token`, `npm run import` …: runs a command of src/app/commands with the rest of the words. */
import { fail, prepare } from './build.mjs';

const [name, ...words] = process.argv.slice(2);
await prepare().catch(fail);
const { run } = await import(`../dist/app/commands/${name}.js`).catch(fail);
await run(words).catch(fail);
