import { parseArgs } from 'node:util';
import { type Operation, OPERATIONS } from './operations.js';

export interface Arguments {
  /** The size of the world; 1 is the one that docs/performance.md speaks of. */
  readonly scale: number;
  readonly rounds: number;
  /** Seconds of load per server and round. */
  readonly seconds: number;
  readonly connections: number;
  readonly operations: readonly Operation[];
  /** Only compare the answers. */
  readonly check: boolean;
  /** Only load each server alone with one operation, and show where its time goes. */
  readonly profile: boolean;
}

export const USAGE = `npm run bench -- [options]
  --scale 0.05        a smaller world, for trials (default 1: 10,000 people, 200,000 posts)
  --rounds 5          rounds of each server, one after the other in turns
  --seconds 8         seconds of load per server and round
  --connections 16    requests under way at once
  --only HomeFeed     only one of ${OPERATIONS.map(({ name }) => name).join(', ')}
  --check             compare the answers and stop
  --profile           show where the servers' time goes (first operation, or that of --only)`;

/** Throws an Error whose message is for the person at the terminal. */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scale: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '8' },
      connections: { type: 'string', default: '16' },
      only: { type: 'string' },
      check: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
    },
  });
  const number = (name: 'scale' | 'rounds' | 'seconds' | 'connections', least: number, most: number): number => {
    const value = Number(values[name]);
    if (!(value >= least && value <= most)) throw new Error(`--${name} must be a number from ${least} to ${most}.`);
    return value;
  };
  const operations = OPERATIONS.filter(({ name }) => values.only === undefined || name === values.only);
  if (operations.length === 0) throw new Error(`--only must be one of ${OPERATIONS.map(({ name }) => name).join(', ')}.`);
  return {
    scale: number('scale', 0.01, 2),
    rounds: number('rounds', 1, 50),
    seconds: number('seconds', 1, 60),
    connections: number('connections', 1, 256),
    operations,
    check: values.check,
    profile: values.profile,
  };
}
