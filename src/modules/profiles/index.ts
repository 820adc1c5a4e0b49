/** People as they show themselves. */
export { createProfiles, type Profiles, type ProfilesDeps } from './profiles.module.js';
export { hydrateUsers, loadPeople, userById, userByUsername } from './people.js';
export { type PeopleSource, type Person, type PersonSkeleton, type UsernamePair } from './people.port.js';
export { type Profile, PROFILE_COLUMNS } from './profile.row.js';
export { type ProfileInput, readProfileInput } from './profile.rules.js';
export type { NewProfile, ProfileState } from './profile.store.js';
export { personHidden, personShown } from './profile.events.js';
export { toUser } from './profile.view.js';
export { UserType } from './user.type.js';
export { checkUsername, isUsername, usernameKey } from './username.rules.js';
export { ProfileEntity, type ProfileStatus } from './profile.entity.js';
export { CreateProfiles1764000001000 } from './migrations/1764000001000-create-profiles.js';
export { ProfileStates1764100001000 } from './migrations/1764100001000-profile-states.js';
export { type FollowCounts, type ImportedProfile, ProfileImport } from './profile.import.js';
