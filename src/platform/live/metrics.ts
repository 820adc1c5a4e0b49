import { Counter, Gauge } from 'prom-client';

export const subscribers = new Gauge({ name: 'plaza_live_subscribers', help: 'Live streams that are open.' });
export const groups = new Gauge({ name: 'plaza_live_groups', help: 'Groups of live streams that are told the same bytes.' });
export const framesMade = new Counter({ name: 'plaza_live_frames_made_total', help: 'Events that were executed and written for a group.' });
export const framesSent = new Counter({ name: 'plaza_live_frames_sent_total', help: 'Events that were sent to live streams.' });
export const catchUps = new Counter({ name: 'plaza_live_catch_ups_total', help: 'How often a live stream was behind and was told from memory or from the log: at its opening, after its socket was full, after its group took long.' });
export const gaps = new Counter({ name: 'plaza_live_gaps_total', help: 'Gap notices that were sent.', labelNames: ['reason'] });
export const slowCloses = new Counter({ name: 'plaza_live_slow_closes_total', help: 'Websockets that were closed with 4429 since their clients did not read.' });
export const lag = new Gauge({ name: 'plaza_live_lag_seconds', help: 'How old the last event was when it was told.' });
