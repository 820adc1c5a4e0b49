import type { JobHandler } from '../../src/kernel/job.js';
import type { TestApp } from './app.js';

/** Has jobs of a kind done by this app. */
export function handle({ plaza }: TestApp, kind: string, run: JobHandler['run'], more: Partial<JobHandler> = {}): void {
  plaza.assembly.jobs.register({ kind, queue: 'default', run, ...more });
}

/** Holds whoever waits for it until it is opened. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

export const numbered = (kind: string, count: number) => Array.from({ length: count }, (_, n) => ({ id: `${kind}:${n}`, kind, data: { n } }));
