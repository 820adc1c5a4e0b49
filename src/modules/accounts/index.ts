/** How people sign in, stay signed in, and leave. */
export { type Accounts, type AccountsDeps, createAccounts } from './accounts.module.js';
export type { Authenticate } from './authenticate.js';
export type { RequireFreshPassword } from './fresh-password.js';
export type { Tokens } from './sign-in.js';
export { type TokenTimes, tokenTimes } from './token-times.js';
export { ViewerType } from './viewer.type.js';
export { AccountEntity } from './account.entity.js';
export { RefreshTokenEntity, SessionEntity } from './session.entity.js';
export { SigningKeyEntity } from './signing-key.entity.js';
export { SecurityEventEntity } from './security-event.entity.js';
export { CreateAccounts1764000002000 } from './migrations/1764000002000-create-accounts.js';
export { SecurityEvents1764100002100 } from './migrations/1764100002100-security-events.js';
export { SessionFacts1764100004100 } from './migrations/1764100004100-session-facts.js';
export { KnownDevices1764100007100 } from './migrations/1764100007100-known-devices.js';
export { AccountImport, type ImportedAccount, type ImportedEmail } from './account.import.js';
export { Registrations1764100003100 } from './migrations/1764100003100-registrations.js';
