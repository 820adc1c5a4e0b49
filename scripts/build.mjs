/**
 * Makes a clone runnable: installs what package-lock.json names and compiles src/ to dist/, each only when needed.
 * Node built-ins only, since node_modules may not be there yet. Run by itself (`npm run build`) or through start, dev and reset.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const PROGRESS_MS = 2_000;
const OLDEST_NODE = [20, 19];
const STAMP = 'dist/.built-from';
const LOCK = '.data/preparing.pid';

/** Something the person at the terminal has to know; shown without a stack. */
export class Stop extends Error {}

/** Errors of the built code that are sentences for the reader, too. */
const SPOKEN = new Set(['EmbeddedStoreError', 'ConfigError', 'CommandError']);

export const say = (line) => console.error(`plaza: ${line}`);

/** Prints a Stop as its sentence, everything else in full, and ends with exit code 1. */
export function fail(error) {
  if (error instanceof Stop || SPOKEN.has(error?.name)) say(error.message);
  else console.error(error);
  process.exit(1);
}

/**
 * Checks Node, installs, builds. Afterwards the working directory is the repo's and .env is read. With `everything` the
 * development packages are there too. Throws a Stop.
 */
export async function prepare({ everything = false } = {}) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new Stop(`Plaza needs Node ${OLDEST_NODE.join('.')} or newer, and this is ${process.version}. Get one from https://nodejs.org or with \`nvm install 22\`.`);
  }
  process.chdir(root);
  if (existsSync('.env')) process.loadEnvFile('.env');
  await build({ everything });
}

/** Compiles src/ when it or the compiler changed since the last time; installs first when that is needed. */
export async function build({ everything = false } = {}) {
  const source = sourceHash();
  const built = existsSync(STAMP) && readFileSync(STAMP, 'utf8') === source;
  if (built && installed({ dev: everything })) return;
  await alone(async () => {
    if (!installed({ dev: everything || !built })) await install();
    if (!built) await compile(source);
  });
}

/** Hash over the names and contents of all that goes into dist/. */
function sourceHash() {
  const hash = createHash('sha256');
  const files = readdirSync('src', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
  for (const path of [...paths, '.swcrc', 'package-lock.json']) hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

/**
 * Whether node_modules is what package-lock.json says. npm's own record in node_modules is compared, so that an install
 * by hand counts too and a half one (npm writes the record last) does not.
 */
function installed({ dev }) {
  const record = 'node_modules/.package-lock.json';
  if (!existsSync(record)) return false;
  const { packages: have } = JSON.parse(readFileSync(record, 'utf8'));
  const { packages: want } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  return Object.entries(want).every(([path, { version, link, ...kind }]) => {
    if (path === '' || link) return true;
    if (have[path]) return have[path].version === version;
    return kind.optional || kind.devOptional || (kind.dev && !dev); // Optional: not for this platform.
  });
}

async function install() {
  if (lstatSync('node_modules', { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Stop('node_modules is a link to another folder and does not match package-lock.json; install there, or remove the link.');
  }
  say(`installing dependencies (npm ci), ${existsSync('node_modules') ? 'since node_modules does not match package-lock.json' : 'once'}`);
  const own = process.env.npm_execpath ?? '';
  const [command, first] = own.endsWith('npm-cli.js') ? [process.execPath, [own]] : ['npm', []];
  // The build needs development packages, also where NODE_ENV=production makes npm leave them out.
  const code = await run(command, [...first, 'ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'], 'npm ci');
  if (code !== 0) throw new Stop(`npm ci failed (exit code ${code}); what it said stands above. Is the package registry reachable?`);
}

async function compile(source) {
  say('building (src to dist)');
  rmSync('dist', { recursive: true, force: true });
  const code = await run(process.execPath, ['node_modules/@swc/cli/bin/swc.js', 'src', '-d', 'dist', '--strip-leading-paths', '-q'], 'build');
  if (code !== 0) throw new Stop(`The build failed (exit code ${code}); what the compiler said stands above.`);
  writeFileSync(STAMP, source);
}

/** Runs a command with its output passed on; says every two seconds that it is still at it. */
function run(command, args, name) {
  const began = Date.now();
  const timer = setInterval(() => say(`${name} … ${Math.round((Date.now() - began) / 1000)} s`), PROGRESS_MS);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 2, 2] });
    child.once('error', (error) => reject(new Stop(`${name} could not be run: ${error.message}`)));
    child.once('exit', (code, signal) => resolve(code ?? signal));
  }).finally(() => clearInterval(timer));
}

/** Two starts at once on a fresh clone must not install into the same folder. */
async function alone(work) {
  mkdirSync(dirname(LOCK), { recursive: true, mode: 0o711 });
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      const holder = Number(existsSync(LOCK) && readFileSync(LOCK, 'utf8'));
      if (error.code !== 'EEXIST') throw new Stop(`${root} can't be written, but something has to be installed or built there: ${error.message}`);
      if (tries > 1 || alive(holder)) throw new Stop(`Another start (process ${holder}) is installing or building here; wait for it, or remove ${LOCK} when it is not.`);
      rmSync(LOCK, { force: true });
    }
  }
  const release = () => rmSync(LOCK, { force: true });
  const interrupted = () => process.exit(130);
  process.once('exit', release);
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    await work();
  } finally {
    release();
    process.off('exit', release).off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}

function alive(pid) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await prepare().catch(fail);
