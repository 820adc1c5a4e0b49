import { Counter, Gauge, Histogram } from 'prom-client';

export const runs = new Counter({ name: 'plaza_job_runs_total', help: 'Attempts at jobs, by how they ended: done, failed, dead, away (a store was), handed_back (this process stopped).', labelNames: ['kind', 'outcome'] });
export const runSeconds = new Histogram({ name: 'plaza_job_run_seconds', help: 'How long attempts at jobs take.', labelNames: ['kind'], buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60] });
export const waiting = new Gauge({ name: 'plaza_jobs_waiting', help: 'Jobs that are not done yet: for their turn, for their next attempt, or under way.', labelNames: ['queue'] });
export const dead = new Gauge({ name: 'plaza_jobs_dead', help: 'Jobs that were given up and wait for an operator ("npm run jobs").' });
export const lag = new Gauge({ name: 'plaza_jobs_lag_seconds', help: 'For how long the job has been due that has waited longest.', labelNames: ['queue'] });

export type RunOutcome = 'done' | 'failed' | 'dead' | 'away' | 'handed_back';
