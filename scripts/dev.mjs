/** `npm run dev`: runs the app and starts it again when src/ changes. The embedded stores stay up in between. */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { resolve } from 'node:path';
import { build, fail, prepare, say } from './build.mjs';

const QUIET_MS = 150;

await prepare().catch(fail);
const { HANDED_STORES_VARIABLE, startEmbeddedStores } = await import('../dist/platform/embedded/index.js');

const calledOff = new AbortController();
let stores;
let app;
let ending = false;
process.on('SIGINT', () => void end(0)).on('SIGTERM', () => void end(0));

const { PLAZA_ROLE = 'all', POSTGRES_URL, MONGODB_URL, REDIS_URL, PLAZA_DATA_DIR } = process.env;
const need = { postgres: !POSTGRES_URL, mongodb: !MONGODB_URL, redis: !REDIS_URL };
if (PLAZA_ROLE === 'all' && Object.values(need).some(Boolean)) {
  stores = await startEmbeddedStores({ dataDir: resolve(PLAZA_DATA_DIR || '.data'), need, log: say, signal: calledOff.signal }).catch((error) => (ending ? undefined : fail(error)));
  stores?.onCrash((sentence) => {
    say(sentence);
    void end(1);
  });
}

function startApp() {
  const handed = stores ? { [HANDED_STORES_VARIABLE]: JSON.stringify(stores) } : {};
  const child = spawn(process.execPath, ['--max-semi-space-size=64', '--enable-source-maps', 'dist/main.js'], { stdio: 'inherit', env: { ...process.env, ...handed } });
  const ended = new Promise((done) => child.once('exit', (code, signal) => done(code ?? signal)));
  void ended.then((how) => app?.child === child && !ending && say(`the app ended (${how}); it is started again when src/ changes.`));
  return { child, ended };
}

async function stopApp() {
  const { child, ended } = app ?? {};
  app = undefined;
  if (child?.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  await ended;
}

async function end(code) {
  if (ending) return;
  ending = true;
  calledOff.abort(new Error('called off'));
  await stopApp();
  await stores?.stop();
  process.exit(code);
}

/** One reload at a time; changes during it lead to one more. A build that fails leaves the running app alone. */
let reloading = Promise.resolve();
function reload() {
  reloading = reloading.then(async () => {
    if (ending) return;
    try {
      await build();
      await stopApp();
      if (!ending) app = startApp();
    } catch (error) {
      say(error.message);
    }
  });
}

if (!ending) {
  app = startApp();
  let timer;
  watch('src', { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(reload, QUIET_MS);
  });
  say('watching src/ for changes');
}
