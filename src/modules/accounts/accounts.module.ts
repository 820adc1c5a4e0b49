import type { Bus } from '../../kernel/bus.js';
import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import type { DeletionStep } from '../../kernel/deletion.js';
import type { SessionId, UserId } from '../../kernel/ids.js';
import type { LoaderFactories } from '../../kernel/loaders.js';
import type { MailComposer, MailQueue } from '../../kernel/mail.js';
import type { SecurityLog } from '../../kernel/security-log.js';
import type { Quota } from '../../kernel/quota.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import { SealedBox } from '../../platform/sealed-box.js';
import { deriveKey } from '../../platform/secrets.js';
import type { Log } from '../../platform/telemetry/log.js';
import type { Profiles } from '../profiles/index.js';
import { AccountResolver } from './account.resolver.js';
import { AccountStore } from './account.store.js';
import { EmailVault } from './email-vault.js';
import { ViewerResolver } from './viewer.resolver.js';
import { changePassword } from './passwords/change-password.js';
import { confirmPassword } from './passwords/confirm-password.js';
import { requireFreshPassword, type RequireFreshPassword } from './passwords/fresh-password.js';
import { identify } from './passwords/identify.js';
import { PasswordAttempts } from './passwords/password-attempts.js';
import { PasswordStrength } from './passwords/password-strength.js';
import { Passwords } from './passwords/passwords.js';
import { accountLetters } from './recovery/account.letters.js';
import { confirmEmailChange } from './recovery/confirm-email-change.js';
import { EmailRequestStore } from './recovery/email-request.store.js';
import { LetterTokens } from './recovery/letter-tokens.js';
import { RecoveryResolver } from './recovery/recovery.resolver.js';
import { requestEmailChange } from './recovery/request-email-change.js';
import { requestPasswordReset, resendConfirmation } from './recovery/request-letter.js';
import { resetPassword } from './recovery/reset-password.js';
import type { Appoint } from './roles/appoint.js';
import { createOfficials } from './roles/officials.js';
import type { AccountRole } from './roles/role.store.js';
import { readSecurityEvents } from './security-log/read-security-events.js';
import { SecurityEventResolver } from './security-log/security-event.resolver.js';
import { SecurityLogStore } from './security-log/security-log.store.js';
import { type Authenticate, authenticate, type AuthenticateSocket, authenticateSocket } from './sessions/authenticate.js';
import { endSession } from './sessions/end-session.js';
import { endAllSessions, endOtherSessions, endSessionsOfUser } from './sessions/end-sessions.js';
import { KnownDeviceStore } from './sessions/known-device.store.js';
import { listSessions } from './sessions/list-sessions.js';
import { login } from './sessions/login.js';
import { logout } from './sessions/logout.js';
import { type MintToken, mintToken } from './sessions/mint-token.js';
import { refreshToken } from './sessions/refresh-token.js';
import { SessionEndings } from './sessions/session-endings.js';
import { type HearEnd, SessionMemory } from './sessions/session-memory.js';
import { SessionUse, WRITE_USES_MS } from './sessions/session-use.js';
import { SessionListener } from './sessions/session.listener.js';
import { SessionResolver } from './sessions/session.resolver.js';
import { SessionSubscription } from './sessions/session.subscription.js';
import { type EndReason, SessionStore } from './sessions/session.store.js';
import { SignIn } from './sessions/sign-in.js';
import { confirmRegistration } from './sign-up/confirm-registration.js';
import { registerUser } from './sign-up/register-user.js';
import { RegistrationResolver } from './sign-up/registration.resolver.js';
import { RegistrationStore } from './sign-up/registration.store.js';
import { AccountDeletion } from './states/account-deletion.js';
import { AccountDeletionStore } from './states/account-deletion.store.js';
import { AccountStatesResolver } from './states/account-states.resolver.js';
import { deactivateAccount, deleteAccount } from './states/leave-account.js';
import { cancelAccountDeletion, reactivateAccount } from './states/return-to-account.js';
import { AccessTokens } from './tokens/access-tokens.js';
import { SigningKeyStore } from './tokens/signing-key.store.js';
import { REFRESH_KEYS_MS, SigningKeys } from './tokens/signing-keys.js';
import type { TokenTimes } from './tokens/token-times.js';
import { websocketToken } from './tokens/websocket-token.js';

export interface AccountsDeps {
  readonly profiles: Profiles;
  readonly postgres: Postgres;
  readonly commit: Commit<PgTx>;
  readonly announcer: Announcer<PgTx>;
  readonly bus: Bus;
  readonly clock: Clock;
  /** Bounds sign-ups, letters, and how often passwords are tried. */
  readonly quota: Quota;
  readonly log: Log;
  readonly masterSecret: Buffer;
  /** `iss` and `aud` of access tokens. */
  readonly tokenIssuer: string;
  readonly times: TokenTimes;
  readonly mails: MailQueue<PgTx>;
  /** Where the links of letters lead, as in "https://app.example.org". */
  readonly appUrl: string;
  /** Days in which a deletion can be cancelled. */
  readonly deletionGraceDays: number;
  /** Days for which a service token may be good at most. */
  readonly serviceTokenMaxDays: number;
}

export interface Accounts {
  readonly resolvers: object[];
  registerLoaders(factories: LoaderFactories): void;
  readonly authenticate: Authenticate;
  readonly authenticateSocket: AuthenticateSocket;
  /** For operators, and for whoever verifies tokens elsewhere. */
  readonly signingKeys: Pick<SigningKeys, 'publicKeys' | 'list' | 'rotate' | 'retire'>;
  /** Step-up: the viewer, who has given the password within the last five minutes. Throws FORBIDDEN (PASSWORD_NEEDED) else. */
  readonly requireFreshPassword: RequireFreshPassword;
  /** Hears of every session that ends, wherever it was ended; returns the function that stops it. */
  onSessionEnded(listener: HearEnd): () => void;
  readonly mintTokenFor: MintToken;
  /** Argon2id; a seed may use one hash for many people. */
  hashPassword(password: string): Promise<string>;
  /** Adds an account to a profile in the caller's transaction, unchecked (seed, import); false where the address is taken. */
  add(tx: PgTx, account: { userId: UserId; email: string; passwordHash: string; createdAt: Date }): Promise<boolean>;
  /** The roles of these people, which stay what they are until the transaction ends; who has no account is not in the Map. */
  rolesIn(tx: PgTx, userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, AccountRole>>;
  /** Ends all sessions of a person, service tokens included; gives their ids, for `tellEnded` after the commit. */
  endSessions(tx: PgTx, userId: UserId, reason: EndReason): Promise<readonly SessionId[]>;
  tellEnded(sessionIds: readonly SessionId[], reason: EndReason): void;
  /** What an operator does to come to a first admin; null where no account has the name. */
  readonly appoint: Appoint;
  registerDeletionSteps(...steps: DeletionStep[]): void;
  /** Goes on with every deletion that waits; gives how many accounts are gone. A worker calls it every few seconds. */
  runDeletions(): Promise<number>;
  /** Write the letters about accounts. */
  readonly composers: readonly MailComposer[];
  /** Removes up to `batch` sign-ups and requests by letter that are too old; gives how many. */
  purgeRequests(batch?: number): Promise<number>;
  /** Removes up to `batch` sessions that ended a week ago; gives how many. A worker calls it now and then. */
  purgeSessions(batch?: number): Promise<number>;
  /** Where every module writes down what happens to an account. */
  readonly securityLog: SecurityLog<PgTx>;
  /** Removes up to `batch` security events from before `before`; gives how many. A worker calls it now and then. */
  purgeSecurityLog(before: Date, batch?: number): Promise<number>;
  /** Forgets up to `batch` devices that were not used for long; gives how many. */
  purgeDevices(batch?: number): Promise<number>;
  /** Reads the signing keys and listens for sessions that end elsewhere; every process that authenticates needs it. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** What was under way when the sessions ended has ended after this time. */
const LEAST_GRACE_SECONDS = 10;
/** For which one process has a removal in hand. */
const DELETION_LEASE_SECONDS = 60;

export function createAccounts(deps: AccountsDeps): Accounts {
  const { postgres, masterSecret, clock, log, bus } = deps;
  const key = (purpose: Parameters<typeof deriveKey>[1]) => deriveKey(masterSecret, purpose);
  const graceSeconds = Math.max(deps.deletionGraceDays * 86_400, LEAST_GRACE_SECONDS);
  const accounts = new AccountStore(postgres);
  const sessions = new SessionStore(postgres, deps.announcer);
  const registrations = new RegistrationStore(postgres);
  const emailRequests = new EmailRequestStore(postgres);
  const letterTokens = new LetterTokens(key('letter-tokens'));
  const emails = new EmailVault(new SealedBox(key('email-cipher')), key('email-lookup'));
  const passwords = new Passwords();
  const strength = new PasswordStrength();
  const signingKeys = new SigningKeys(new SigningKeyStore(postgres), new SealedBox(key('signing-keys')), clock, deps.times);
  const accessTokens = new AccessTokens(signingKeys, clock, deps.tokenIssuer, deps.times.accessTokenMs);
  const memory = new SessionMemory(sessions, clock);
  const uses = new SessionUse(sessions, clock);
  const endings = new SessionEndings(memory, bus);
  const listener = new SessionListener(sessions, memory, bus, log);
  const securityLog = new SecurityLogStore(postgres, clock);
  const devices = new KnownDeviceStore(postgres);
  const attempts = new PasswordAttempts(deps.quota);
  const signIn = new SignIn({ sessions, devices, accessTokens, securityLog, clock, times: deps.times });
  const deletion = new AccountDeletion({ ...deps, securityLog, store: new AccountDeletionStore(postgres), delaySeconds: graceSeconds, leaseSeconds: DELETION_LEASE_SECONDS });
  let timers: NodeJS.Timeout[] = [];
  const shared = { ...deps, accounts, sessions, registrations, emailRequests, letterTokens, emails, passwords, strength, devices, attempts, signIn, endings, securityLog };
  const parts = { ...shared, identify: identify(shared), requireFreshPassword: requireFreshPassword(shared) };
  const officials = createOfficials({ ...parts, uses });
  const tokens = { accessTokens, serviceTokens: officials.serviceTokens, sessions: memory, uses };

  return {
    resolvers: [
      new ViewerResolver(async (userId) => {
        const cipher = await accounts.emailCipherOf(userId);
        return cipher && emails.open(userId, cipher);
      }),
      new AccountResolver({
        login: login(parts),
        refreshToken: refreshToken(parts),
        logout: logout(parts),
        changePassword: changePassword(parts),
      }),
      new RegistrationResolver({
        registerUser: registerUser(parts),
        confirmRegistration: confirmRegistration(parts),
        resendConfirmation: resendConfirmation(parts),
      }),
      new RecoveryResolver({
        requestPasswordReset: requestPasswordReset(parts),
        resetPassword: resetPassword(parts),
        requestEmailChange: requestEmailChange(parts),
        confirmEmailChange: confirmEmailChange(parts),
      }),
      new AccountStatesResolver({
        deactivateAccount: deactivateAccount(parts),
        reactivateAccount: reactivateAccount(parts),
        deleteAccount: deleteAccount(parts),
        cancelAccountDeletion: cancelAccountDeletion({ ...parts, graceSeconds }),
      }),
      new SessionResolver({
        confirmPassword: confirmPassword(parts),
        websocketToken: websocketToken(accessTokens),
        listSessions: listSessions({ ...parts, uses }),
        endSession: endSession(parts),
        endOtherSessions: endOtherSessions(parts),
        endAllSessions: endAllSessions(parts),
        endSessionsOfUser: endSessionsOfUser(parts),
      }),
      new SessionSubscription(sessions),
      new SecurityEventResolver(readSecurityEvents(securityLog)),
      ...officials.resolvers,
    ],
    registerLoaders: () => undefined,
    authenticate: authenticate(tokens),
    authenticateSocket: authenticateSocket(tokens),
    signingKeys,
    requireFreshPassword: parts.requireFreshPassword,
    onSessionEnded: (heard) => memory.onEnded(heard),
    mintTokenFor: mintToken(parts),
    hashPassword: (password) => passwords.hash(password),
    add: (tx, { userId, email, passwordHash, createdAt }) => accounts.insert(tx, { userId, ...emails.seal(userId, email), passwordHash, createdAt }),
    rolesIn: officials.rolesIn,
    endSessions: (tx, userId, reason) => sessions.revokeAll(tx, userId, null, reason),
    tellEnded: (sessionIds, reason) => endings.tell(sessionIds, reason),
    appoint: officials.appoint,
    registerDeletionSteps: (...steps) => deletion.register(...steps),
    runDeletions: () => deletion.run(),
    composers: accountLetters({ ...parts, graceDays: deps.deletionGraceDays }),
    purgeRequests: async (batch = 1_000) => (await registrations.purge(batch)) + (await emailRequests.purge(batch)),
    purgeSessions: (batch = 1_000) => sessions.purge(batch),
    securityLog,
    purgeSecurityLog: (before, batch = 1_000) => securityLog.purge(before, batch),
    purgeDevices: (batch = 1_000) => devices.purge(batch),
    async start() {
      // Made now where there is none, so that processes which start together know each other's tokens from the first on.
      await signingKeys.current();
      timers = [
        setInterval(() => signingKeys.keepUp().catch((error: unknown) => log.warn({ err: error }, 'Signing keys can not be read.')), REFRESH_KEYS_MS).unref(),
        setInterval(() => uses.write().catch((error: unknown) => log.warn({ err: error }, 'It can not be written down when sessions were used.')), WRITE_USES_MS).unref(),
      ];
      await listener.start();
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await uses.write().catch(() => undefined);
      await listener.stop();
    },
  };
}
