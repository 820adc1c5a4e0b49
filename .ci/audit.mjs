/**
 * `npm audit --omit=dev`, held to "nothing high". That something was found fails; that a registry has no such service (a mirror,
 * or no network) is said, and is another thing.
 */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

/** What the JSON of npm says: a failure, or a line for the log. Exported for its test. */
export function verdictOf(output) {
  let report;
  try {
    report = JSON.parse(output);
  } catch {
    return { failed: false, says: 'npm audit: COULD NOT ASK, npm gave no report' };
  }
  const counts = report.metadata?.vulnerabilities;
  if (!counts) return { failed: false, says: `npm audit: COULD NOT ASK, ${report.error?.summary || report.message || 'the registry has no such service'}` };
  const grave = Object.entries(report.vulnerabilities ?? {}).filter(([, { severity }]) => severity === 'high' || severity === 'critical');
  if (counts.high + counts.critical === 0) return { failed: false, says: `npm audit: nothing high (${counts.moderate} moderate, ${counts.low} low)` };
  return { failed: true, says: `npm audit: FOUND ${counts.high} high, ${counts.critical} critical: ${grave.map(([name]) => name).join(', ')}` };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', timeout: 120_000 });
  const { failed, says } = verdictOf(stdout ?? '');
  console.log(says);
  process.exitCode = failed ? 1 : 0;
}
