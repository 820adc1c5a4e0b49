import { expect } from '@jest/globals';

/** What an answer must never hold, whatever was asked: names of stores, libraries and files, traces of a stack. */
const BETRAYAL = /mongo|postgres|pg_|redis|valkey|typeorm|relation "|syntax error at|node_modules|\/src\/|\.[jt]s:\d+|\n\s+at |stacktrace|ECONN|BSON|INTERNAL_SERVER_ERROR|Internal server error/i;

/** Milliseconds of this process' own time: the app runs in it, and the machine may be busy with something else. */
const AT_MOST_MS = 1_000;

export function expectCalm(body: string): void {
  const found = BETRAYAL.exec(body);
  if (found) throw new Error(`"${found[0]}" stands in an answer: ${body.slice(Math.max(found.index - 200, 0), found.index + 200)}`);
}

/** Runs one attack: what it gives must come quickly. `atMostMs` is for those that cost the attacker, who is in this process, too, more. */
export async function quickly<Result>(attack: () => Promise<Result>, atMostMs = AT_MOST_MS): Promise<Result> {
  const before = process.cpuUsage();
  const result = await attack();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(atMostMs);
  return result;
}
