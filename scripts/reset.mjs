/** `npm run reset`: deletes the embedded stores' data, so that the next start begins anew. Fetched binaries stay. */
import { resolve } from 'node:path';
import { fail, prepare, say } from './build.mjs';

try {
  await prepare();
  const { resetData } = await import('../dist/platform/embedded/index.js');
  const folder = resolve(process.env.PLAZA_DATA_DIR || '.data');
  await resetData(folder, say);
  say(`${folder} is gone; the next start begins anew.`);
} catch (error) {
  fail(error);
}
