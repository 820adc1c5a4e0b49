/**
 * `npm run bench`: builds Plaza and the benchmark, then runs it. The benchmark imports parts of src/, so both are compiled
 * side by side, away from dist/, which holds the product only.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail, prepare, root } from '../scripts/build.mjs';

const OUT = 'node_modules/.cache/plaza-bench';

await prepare().catch(fail);
rmSync(OUT, { recursive: true, force: true });
const compiled = spawnSync(process.execPath, ['node_modules/@swc/cli/bin/swc.js', 'src', 'bench', '-d', OUT, '-q'], { stdio: 'inherit' });
if (compiled.status !== 0) process.exit(1);
process.env.PLAZA_ROOT = root;
await import(join(root, OUT, 'bench/run.js'));
