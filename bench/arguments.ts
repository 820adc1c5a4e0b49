import { parseArgs } from 'node:util';
import { type Operation, OPERATIONS } from './operations.js';

export const SECTIONS = ['Reads', 'Home', 'Live', 'Fan-out', 'Growth'] as const;
export type Section = (typeof SECTIONS)[number];

export interface Arguments {
  /** The size of the world; 1 is the one that docs/performance.md speaks of. */
  readonly scale: number;
  /** Rounds of each server, and seconds of load in each; null for what a section thinks right. */
  readonly rounds: number | null;
  readonly seconds: number | null;
  /** Requests before a server counts as warm; null likewise. */
  readonly warmUp: number | null;
  readonly connections: number;
  /** Subscribers of live events. */
  readonly sockets: number;
  readonly sections: readonly Section[];
  /** Only make the worlds. */
  readonly prepare: boolean;
  /** Only compare the answers. */
  readonly check: boolean;
  /** Only load each server alone with this operation, or with live events, and show where its time goes. */
  readonly profile: Operation | 'Live' | null;
}

const PROFILED = [...OPERATIONS.map(({ name }) => name), 'Live'].join(', ');

export const USAGE = `npm run bench -- [options]
  --only ${SECTIONS.join('|')}
                      only this part (may be given more than once)
  --scale 0.05        a smaller world, for trials (default 1: 10,000 people, 200,000 posts)
  --rounds 4          rounds of each server, one after the other in turns (default: as each part needs)
  --seconds 6         seconds of load per server and round (likewise)
  --warm-up 4000      requests before a server counts as warm (likewise)
  --connections 16    requests under way at once
  --sockets 2000      subscribers in Live
  --prepare           make the worlds that are not there yet, and stop
  --check             compare the answers and stop
  --profile Thread    show where the servers' time goes in one of ${PROFILED}`;

/** Throws an Error whose message is for the person at the terminal. */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scale: { type: 'string', default: '1' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      'warm-up': { type: 'string' },
      connections: { type: 'string', default: '16' },
      sockets: { type: 'string', default: '2000' },
      only: { type: 'string', multiple: true },
      prepare: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      profile: { type: 'string' },
    },
  });
  const number = (name: 'scale' | 'rounds' | 'seconds' | 'warm-up' | 'connections' | 'sockets', least: number, most: number): number => {
    const value = Number(values[name]);
    if (!(value >= least && value <= most)) throw new Error(`--${name} must be a number from ${least} to ${most}.`);
    return value;
  };
  for (const name of values.only ?? []) if (!(SECTIONS as readonly string[]).includes(name)) throw new Error(`--only must be one of ${SECTIONS.join(', ')}.`);
  const profile = values.profile === 'Live' ? 'Live' : (OPERATIONS.find(({ name }) => name === values.profile) ?? null);
  if (values.profile !== undefined && !profile) throw new Error(`--profile must be one of ${PROFILED}.`);
  return {
    scale: number('scale', 0.01, 3),
    rounds: values.rounds === undefined ? null : number('rounds', 1, 50),
    seconds: values.seconds === undefined ? null : number('seconds', 1, 60),
    warmUp: values['warm-up'] === undefined ? null : number('warm-up', 0, 100_000),
    connections: number('connections', 1, 256),
    sockets: number('sockets', 10, 10_000),
    sections: SECTIONS.filter((name) => values.only?.includes(name) ?? true),
    prepare: values.prepare,
    check: values.check,
    profile,
  };
}
