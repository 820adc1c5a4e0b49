import { type DomainEvent, newEvent, userTopic } from '../../kernel/event.js';
import type { UserId } from '../../kernel/ids.js';
import type { JobState } from '../../kernel/job.js';

/** For its owner alone. The state is the job's own as of `rev`; whoever shows it reads the job. */
export function jobUpdated(job: { readonly _id: string; readonly ownerId: UserId; readonly state: JobState; readonly rev: number }): DomainEvent {
  return newEvent({
    type: 'JobUpdated',
    topics: [userTopic(job.ownerId)],
    occurredAt: new Date(),
    actorId: null,
    data: { jobId: job._id, ownerId: job.ownerId, state: job.state, rev: job.rev },
  });
}
