import { Counter } from 'prom-client';
import type { Log } from '../platform/telemetry/log.js';

const surprises = new Counter({ name: 'plaza_uncaught_total', help: 'Errors that nobody caught. Each is a fault of the code.' });

/**
 * An error that nobody caught, in a handler or of a forgotten promise, is logged and counted, and the process goes on: it serves
 * thousands who have nothing to do with it. What they share lies in transactions of the stores, which no error leaves half done.
 */
export function outliveSurprises(log: Log): void {
  const outlive = (err: unknown, what: string) => {
    surprises.inc();
    log.error({ err, what }, 'An error that nobody caught');
  };
  process.on('uncaughtException', (error) => outlive(error, 'thrown'));
  process.on('unhandledRejection', (reason) => outlive(reason, 'rejected'));
}
