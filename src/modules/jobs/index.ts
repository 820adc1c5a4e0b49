/** Work that people have asked for and that goes on after the mutation has answered. */
export { createJobs, type Jobs } from './jobs.module.js';
export { JobType } from './job.type.js';
