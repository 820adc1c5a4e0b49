import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { RegisterUserDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { makeAuthority } from '../support/certificates.js';
import { Smtp, SMTP_PASSWORD, type SmtpOptions } from '../support/smtp.js';
import { until } from '../support/until.js';
import { MEMBERS_PASSWORD } from '../support/world.js';

const authority = makeAuthority('an authority');
const folder = mkdtempSync(join(tmpdir(), 'plaza-smtp-'));
const SMTP_TLS_CA_FILE = join(folder, 'ca.pem');
writeFileSync(SMTP_TLS_CA_FILE, authority.cert);
const trusted = authority.issue('localhost');

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Plaza beside a mail server; each test has its own. */
async function withServer(options: SmtpOptions, env: Record<string, string> = {}): Promise<{ readonly smtp: Smtp; readonly app: TestApp }> {
  const smtp = await Smtp.start(options);
  endings.push(() => smtp.stop());
  const protocol = options.secure ? 'smtps' : 'smtp';
  const SMTP_URL = `${protocol}://plaza:${encodeURIComponent(SMTP_PASSWORD)}@localhost:${smtp.port}`;
  const app = await startTestApp({ env: { SMTP_URL, SMTP_TLS_CA_FILE, MAIL_FROM: 'Plaza <plaza@example.org>', MAIL_RETRY_SECONDS: '0', ...env } });
  endings.push(() => app.close());
  return { smtp, app };
}

const signUp = async (app: TestApp, username: string) =>
  expect((await app.client().get(RegisterUserDocument, { input: { username, email: `${username}@example.org`, password: MEMBERS_PASSWORD } })).registerUser).toEqual({ confirmationSent: true, userErrors: [] });
const waiting = (app: TestApp) => app.plaza.stores.postgres.query<{ state: string; attempts: number; lastError: string | null }>('', 'SELECT state, attempts, last_error AS "lastError" FROM mails', []);

test.each([['STARTTLS', false], ['TLS from the first byte', true]])('a letter goes out with %s, as text and as HTML, with what is needed to answer it', async (_how, secure) => {
  const { smtp, app } = await withServer({ ...trusted, secure });
  await signUp(app, 'newcomer');
  await until(() => smtp.delivered.length === 1, 20_000);
  const [{ to, message, encrypted }] = smtp.delivered as [Smtp['delivered'][0]];
  expect({ to, encrypted }).toEqual({ to: ['newcomer@example.org'], encrypted: true });
  expect(message).toMatch(/^From: Plaza <plaza@example\.org>/m);
  expect(message).toMatch(/^Subject: Confirm your address/m);
  expect(message).toMatch(/^Auto-Submitted: auto-generated/m);
  expect(message).toMatch(/^Message-ID: <[\w-]+@example\.org>/m);
  for (const type of ['text/plain', 'text/html']) expect(message).toContain(`Content-Type: ${type}`);
  expect(message.replaceAll(/=\r?\n/g, '')).toMatch(/\/confirm#token=(3D)?[\w.-]+/);
  // Nothing of it is kept.
  await until(async () => (await waiting(app)).length === 0);
});

test.each<[string, SmtpOptions]>([
  ['a certificate that nobody vouches for', makeAuthority('somebody').issue('localhost')],
  ['a certificate of another name', authority.issue('elsewhere.example')],
  ['no encryption', { disabledCommands: ['STARTTLS'] }],
])('a server with %s learns neither letter nor password', async (_what, options) => {
  const { smtp, app } = await withServer(options, { MAIL_ATTEMPTS: '2' });
  await signUp(app, 'newcomer');
  await until(async () => (await waiting(app))[0]?.state === 'DEAD', 40_000);
  expect({ delivered: smtp.delivered, passwords: smtp.passwords }).toEqual({ delivered: [], passwords: [] });
  expect((await waiting(app))[0]!.lastError).toMatch(/certificate|altnames|STARTTLS/i);
});

test('what can not be taken now is tried again, until it is taken once', async () => {
  const { smtp, app } = await withServer({ ...trusted, refusals: [[451, 'Not now'], [421, 'Too busy']] });
  await signUp(app, 'patient');
  await until(() => smtp.delivered.length > 0, 40_000);
  await until(async () => (await waiting(app)).length === 0);
  expect(smtp.delivered.map(({ to }) => to)).toEqual([['patient@example.org']]);
});

test('a server that is down for a while loses nothing', async () => {
  const { smtp, app } = await withServer(trusted, { MAIL_ATTEMPTS: '100' });
  const { port } = smtp;
  await smtp.stop();
  for (const name of ['one', 'two', 'three']) await signUp(app, `while_${name}`);
  await until(async () => (await waiting(app)).every(({ attempts }) => attempts > 1), 40_000);
  const back = await Smtp.start(trusted, port);
  endings.push(() => back.stop());
  await until(async () => (await waiting(app)).length === 0, 40_000);
  expect(back.delivered.flatMap(({ to }) => to).sort()).toEqual(['while_one@example.org', 'while_three@example.org', 'while_two@example.org']);
});

test('what is refused for good is given up at once, with a reason that names nobody, and can be tried anew', async () => {
  const { smtp, app } = await withServer({ ...trusted, refusals: [[550, 'No such person: gone@example.org']] });
  await signUp(app, 'gone');
  await until(async () => (await waiting(app))[0]?.state === 'DEAD', 20_000);
  const [dead] = await waiting(app);
  expect(dead).toMatchObject({ attempts: 1, lastError: expect.stringContaining('550') });
  expect(dead!.lastError).toContain('[address]');
  expect(app.logged.join('\n')).not.toContain('gone@example.org');
  // Others go past it.
  await signUp(app, 'another');
  await until(() => smtp.delivered.length === 1, 20_000);

  expect((await app.plaza.assembly.mailStore.dead(10)).map(({ kind }) => kind)).toEqual(['registration']);
  expect(await app.plaza.assembly.mailStore.retry(null)).toBe(1);
  await until(() => smtp.delivered.length === 2, 20_000);
  expect(smtp.delivered[1]!.to).toEqual(['gone@example.org']);
});
