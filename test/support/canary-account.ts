import type { TestApp } from './app.js';
import { mark, must, type Secret } from './canary-secrets.js';
import { MEMBERS_PASSWORD, type Person } from './world.js';

const LOGIN = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken userErrors { message } } }';
const CHANGE = 'mutation ($input: RequestEmailChangeInput!) { requestEmailChange(input: $input) { userErrors { message } } }';
const REGISTER = 'mutation ($input: RegisterUserInput!) { registerUser(input: $input) { userErrors { message } } }';
const TOKEN = 'mutation ($input: CreateServiceTokenInput!) { createServiceToken(input: $input) { userErrors { message } } }';

/** What at most the account's owner sees: its address, the device of a session, a machine that acts for it, and what nobody has confirmed yet. */
export async function plantInAccount(app: TestApp, ada: Person): Promise<Secret[]> {
  const [device, next, machine, pending] = [mark('device'), mark('next'), mark('machine'), mark('pending')];
  const variables = { input: { usernameOrEmail: ada.username, password: MEMBERS_PASSWORD } };
  const { body } = await app.client().send({ headers: { 'user-agent': device }, body: JSON.stringify({ query: LOGIN, variables }) });
  const { accessToken } = (JSON.parse(body) as { data: { login: { accessToken: string } } }).data.login;
  const by = (token: string | null) => ({ ...ada, client: app.client(token) });

  await must(by(accessToken), CHANGE, { input: { newEmail: `${next}@example.org` } });
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  await must(await app.world.official('ADMIN'), TOKEN, { input: { name: machine, scopes: ['READ'], expiresAt, userId: ada.id } });
  await must(by(null), REGISTER, { input: { username: app.world.newName('pending'), displayName: pending, email: `${pending}@example.org`, password: MEMBERS_PASSWORD } });
  return [
    { name: 'address of ada', marks: [`${ada.username}@example.org`], absent: null, shownTo: ['ada'] },
    { name: 'device of ada', marks: [device], absent: null, shownTo: ['ada'] },
    { name: 'machine of ada', marks: [machine], absent: null, shownTo: ['ada'] },
    { name: 'address that ada asks for', marks: [next], absent: null, shownTo: [] },
    { name: 'somebody who has not confirmed', marks: [pending], absent: null, shownTo: [] },
  ];
}
