import { encodeJobId } from '../../kernel/global-id.js';
import type { JobRow } from '../../platform/jobs/index.js';
import { JobType } from './job.type.js';

/** What really went wrong is for operators, as with every surprise: "npm run jobs" and the log have it. */
const GIVEN_UP = 'It failed several times and was given up. Whoever runs this server can see why.';

export function toJob({ _id, kind, state, createdAt, finishedAt }: JobRow): JobType {
  return Object.assign(new JobType(), { id: encodeJobId(_id), kind, state, createdAt, finishedAt, reason: state === 'DEAD' ? GIVEN_UP : null });
}
