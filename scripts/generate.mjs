/**
 * `npm run generate`: writes what is made from the code: schema/schema.graphql, schema/policies.json, .env.example, and the
 * typed documents of the tests. With `--check` it writes only the documents (git ignores them) and fails where the others have drifted.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { fail, prepare, say, Stop } from './build.mjs';

const check = process.argv.includes('--check');

try {
  await prepare({ everything: true });
  const { generatedFiles } = await import('../dist/app/commands/generate.js');
  const drifted = [];
  mkdirSync('schema', { recursive: true });
  for (const [file, text] of Object.entries(await generatedFiles())) {
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    if (check) drifted.push(file);
    else {
      writeFileSync(file, text);
      say(`wrote ${file}`);
    }
  }
  if (drifted.length > 0) throw new Stop(`${drifted.join(' and ')} no longer say what the code says: run \`npm run generate\`, look at the change, and commit it.`);
  const code = await new Promise((resolve) => {
    spawn(process.execPath, ['node_modules/@graphql-codegen/cli/esm/bin.js', '--config', 'codegen.yml', '--silent'], { stdio: 'inherit' }).once('exit', resolve);
  });
  if (code !== 0) throw new Stop('The typed documents could not be made; what graphql-codegen said stands above.');
} catch (error) {
  fail(error);
}
