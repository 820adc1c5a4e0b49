/** `npm start`: makes the clone runnable, then runs the app in this process, so that Ctrl-C and SIGTERM reach it directly. */
import { fail, prepare } from './build.mjs';

await prepare().catch(fail);
process.setSourceMapsEnabled(true);
await import('../dist/main.js').catch(fail);
