/** Who is kept out, by whom, and why. */
export { createModeration, type Moderation, type ModerationDeps } from './moderation.module.js';
export { CreateSuspensions1764100005100 } from './migrations/1764100005100-create-suspensions.js';
