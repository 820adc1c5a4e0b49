/** Work behind the commits: kept in MongoDB, carried by BullMQ, done by workers. */
export { JobCarrier } from './job-carrier.js';
export { JobRoom } from './job-room.js';
export { type JobRow, jobsOf } from './job-row.js';
export { JobRunner } from './job-runner.js';
export { JobStore } from './job.store.js';
export { JobWorker } from './job-worker.js';
export { createJobsCollection } from './jobs.migrations.js';
