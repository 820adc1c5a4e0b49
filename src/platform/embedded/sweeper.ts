import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * Waits for its standard input to close, which the system does when the launcher dies, however that happens. Then ends
 * what the pid files name (checked by command line, as in orphans.ts) and deletes the folder. Plain sh and sed, since it
 * costs a megabyte instead of a Node process.
 */
const SCRIPT = `
cat >/dev/null
for file in "$1"/run/*.json; do
  pid=$(sed -n 's/.*"pid":\\([0-9]*\\).*/\\1/p' "$file" 2>/dev/null)
  marker=$(sed -n 's/.*"marker":"\\([^"]*\\)".*/\\1/p' "$file" 2>/dev/null)
  [ -n "$pid" ] && [ -n "$marker" ] || continue
  case "$file" in */postgres.json) signal=QUIT ;; *) signal=KILL ;; esac
  if ps -o args= -p "$pid" | grep -qF -- "$marker"; then kill -s "$signal" "$pid"; fi
done
sleep 1
rm -rf "$1"
`;

/**
 * For throw-away data: a test run that is killed leaves nothing behind. (Lasting data is left to the next start, which
 * stops orphans politely.) Gives the function that calls the sweeper off.
 */
export function startSweeper(dataDir: string): () => void {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', dataDir], { detached: true, cwd: '/', stdio: ['pipe', 'ignore', 'ignore'] });
  child.on('error', () => undefined); // Without it tests still run; only a killed run would leave its stores.
  child.stdin.on('error', () => undefined);
  child.unref();
  (child.stdin as Socket).unref();
  return () => void child.kill('SIGKILL');
}
