import { Counter, Gauge } from 'prom-client';

export const consumerLag = new Gauge({ name: 'plaza_consumer_lag_events', help: 'Events of the log that a consumer has before it.', labelNames: ['consumer'] });
export const consumerFailures = new Counter({ name: 'plaza_consumer_failures_total', help: 'Events that a consumer of the log could not handle: parked (tried again) or dead (given up).', labelNames: ['consumer', 'outcome'] });
export const parkedEvents = new Gauge({ name: 'plaza_parked_events', help: 'Events that consumers of the log could not handle: waiting for their next attempt, or dead ("npm run jobs").', labelNames: ['state'] });
