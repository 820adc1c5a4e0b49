import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ConfirmEmailChangeDocument, ConfirmRegistrationDocument, DeleteAccountDocument, UserDocument, ViewerDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Claims } from '../support/claims.js';
import { until } from '../support/until.js';
import { MEMBERS_PASSWORD } from '../support/world.js';

const AT_ONCE = 100;

let app: TestApp;
let other: TestApp;
let claims: Claims;
beforeAll(async () => {
  app = await startTestApp({ env: { ACCOUNT_DELETION_GRACE_DAYS: '3' } });
  other = await startTestApp({ beside: app, env: { PLAZA_ROLE: 'api', ACCOUNT_DELETION_GRACE_DAYS: '3' } });
  claims = new Claims(app);
});
afterAll(async () => {
  await other.close();
  await app.close();
});

type Verdict = { userErrors: { code: string; field?: string | null }[] } | null | undefined;
const verdictOf = (payload: Verdict) => payload?.userErrors.map(({ code, field }) => `${field} ${code}`).join() || 'done';
const newName = (name: string) => `${name}_${Math.random().toString(36).slice(2, 8)}`;
const sql = (text: string, values: unknown[]) => app.plaza.assembly.inPostgres.postgres.query<object>('', text, values);

const times = <Made>(make: (i: number) => Promise<Made>): Promise<Made[]> => Promise.all(Array.from({ length: AT_ONCE }, (_, i) => make(i)));
const client = (i: number) => (i % 2 ? app : other).client();
const join = async (token: string, i: number, username?: string) => verdictOf((await client(i).get(ConfirmRegistrationDocument, { input: { token, username } })).confirmRegistration);
const change = async (token: string, i: number) => verdictOf((await client(i).get(ConfirmEmailChangeDocument, { input: { token } })).confirmEmailChange);

/** How often each answer was given. */
function tally(verdicts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const verdict of verdicts) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

const accountsWith = async (email: string) => (await sql(`SELECT FROM accounts WHERE email_hash = (SELECT email_hash FROM registrations WHERE id = $1)`, [(await claims.registration(newName('probe'), email)).split('.')[0]])).length;

test('C7: of 100 who claim one username at once, in any case, on two processes, one has it, and the rest are told', async () => {
  const name = newName('Sought');
  const tokens = await times((i) => claims.registration(i % 3 ? name : name.toUpperCase(), `${newName('a')}@example.org`));
  expect(tally(await Promise.all(tokens.map((token, i) => join(token, i))))).toEqual({ done: 1, 'username TAKEN': AT_ONCE - 1 });
  expect(await sql('SELECT FROM profiles WHERE username_key = $1', [name.toLowerCase()])).toHaveLength(1);
  // Those who were told come again with the same token, and all of them with one other name.
  const second = newName('second');
  const again = tally(await Promise.all(tokens.map((token, i) => join(token, i, second))));
  expect(again).toEqual({ done: 1, 'username TAKEN': AT_ONCE - 2, 'token EXPIRED': 1 });
});

test('C7: of 100 who join with one address at once one does; nobody else has left a profile', async () => {
  const email = `${newName('one')}@example.org`;
  const names = Array.from({ length: AT_ONCE }, () => newName('joiner'));
  const tokens = await times((i) => claims.registration(names[i]!, i % 2 ? email : email.toUpperCase()));
  const { done, ...rest } = tally(await Promise.all(tokens.map((token, i) => join(token, i))));
  expect([done, Object.keys(rest).filter((verdict) => !['null TAKEN', 'token EXPIRED'].includes(verdict))]).toEqual([1, []]);
  expect(await sql('SELECT FROM profiles WHERE username = ANY($1)', [names])).toHaveLength(1);
  expect(await accountsWith(email)).toBe(1);
});

test('C7: one letter that is used 100 times at once is used once: to join, and to change an address', async () => {
  const joining = await claims.registration(newName('eager'), `${newName('eager')}@example.org`);
  expect(tally(await times((i) => join(joining, i)))).toEqual({ done: 1, 'token EXPIRED': AT_ONCE - 1 });
  const { userId, client: me } = await app.world.person();
  const email = `${newName('next')}@example.org`;
  const changing = await claims.emailChange(userId, email);
  expect(tally(await times((i) => change(changing, i)))).toEqual({ done: 1, 'token EXPIRED': AT_ONCE - 1 });
  expect((await me.get(ViewerDocument)).viewer?.email).toBe(email);
});

test('C7: of 100 people who change to one address at once one has it, and the others keep theirs', async () => {
  const people = await app.world.people(Array.from({ length: AT_ONCE }, () => 'changer'));
  const email = `${newName('wanted')}@example.org`;
  const tokens = await Promise.all(people.map(({ userId }) => claims.emailChange(userId, email)));
  expect(tally(await Promise.all(tokens.map((token, i) => change(token, i))))).toEqual({ done: 1, 'null TAKEN': AT_ONCE - 1 });
  const addresses = await Promise.all(people.map(async (person) => (await person.client.get(ViewerDocument)).viewer?.email === `${person.username}@example.org`));
  expect([addresses.filter((isOwn) => !isOwn).length, await accountsWith(email)]).toEqual([1, 1]);
});

test('C7: two who change to each other\'s address at once: nobody\'s is lost, and nobody has another\'s', async () => {
  for (let round = 0; round < 10; round++) {
    const [ann, bob] = await app.world.people(['ann', 'bob']);
    const addresses = [ann!, bob!].map(({ username }) => `${username}@example.org`);
    const tokens = [await claims.emailChange(ann!.userId, addresses[1]!), await claims.emailChange(bob!.userId, addresses[0]!)];
    expect(tally(await Promise.all(tokens.map((token, i) => change(token, i))))).toEqual({ 'null TAKEN': 2 });
    expect(await Promise.all([ann!, bob!].map(async (person) => (await person.client.get(ViewerDocument)).viewer?.email))).toEqual(addresses);
  }
});

test('C7: the name and address of somebody who leaves are nobody\'s until they are gone; then they are free, once', async () => {
  const leaver = await app.world.member('leaver');
  const email = `${leaver.username}@example.org`;
  await leaver.client.get(DeleteAccountDocument, { input: { password: MEMBERS_PASSWORD } });
  const byName = await times(() => claims.registration(leaver.username, `${newName('heir')}@example.org`));
  const byEmail = await times(() => claims.registration(newName('heir'), email));
  expect(tally(await Promise.all(byName.slice(0, 20).map((token, i) => join(token, i))))).toEqual({ 'username TAKEN': 20 });
  expect(tally(await Promise.all(byEmail.slice(0, 20).map((token, i) => join(token, i))))).toEqual({ 'null TAKEN': 20 });

  await sql(`UPDATE accounts SET deleting_since = now() - interval '4 days' WHERE user_id = $1`, [leaver.userId]);
  await until(async () => (await app.plaza.assembly.accounts.runDeletions(), (await sql('SELECT FROM profiles WHERE user_id = $1', [leaver.userId])).length === 0), 30_000);
  // Who had asked for the address while it was another's has to ask anew: the deletion took that along.
  expect(tally(await Promise.all(byEmail.map((token, i) => join(token, i))))).toEqual({ 'token EXPIRED': AT_ONCE });
  const anew = await times(() => claims.registration(newName('heir'), email));
  const [names, emails] = await Promise.all([Promise.all(byName.map((token, i) => join(token, i))), Promise.all(anew.map((token, i) => join(token, i)))]);
  expect(tally(names)).toEqual({ done: 1, 'username TAKEN': AT_ONCE - 1 });
  expect(tally(emails)['done']).toBe(1);
  expect(await accountsWith(email)).toBe(1);
  // The heir of the name is another person.
  const heir = (await client(0).get(UserDocument, { username: leaver.username })).user;
  expect([typeof heir?.id, heir?.id === leaver.id]).toEqual(['string', false]);
  expect((await app.client(leaver.token).run(ViewerDocument)).status).toBe(401);
});
