import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ConfirmPasswordDocument } from '../generated/operations.js';
import type { SignedIn } from '../../src/kernel/viewer.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { MEMBERS_PASSWORD } from '../support/world.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const viewerOf = (token: string) => app.plaza.assembly.accounts.authenticate(token) as Promise<SignedIn>;
/** As if the session had begun, and the password been given, so long ago. */
const age = (sessionId: string, minutes: number) =>
  app.plaza.stores.postgres.query('test.age', `UPDATE sessions SET authenticated_at = authenticated_at - make_interval(mins => $2) WHERE id = $1`, [sessionId, minutes]);

test('a session knows the role of its account, in the one statement that asks whether it lives', async () => {
  const [user, admin] = await app.world.people(['user', 'admin']);
  await app.plaza.stores.postgres.query('test.role', `UPDATE accounts SET role = 'ADMIN' WHERE user_id = $1`, [admin!.userId]);
  expect(await viewerOf(user!.token)).toMatchObject({ userId: user!.userId, role: 'USER' });
  expect(await viewerOf(admin!.token)).toMatchObject({ userId: admin!.userId, role: 'ADMIN' });
});

test('A13: five minutes after the password was given it has to be given once more, in the session that asks', async () => {
  const member = await app.world.member();
  const { requireFreshPassword, mintTokenFor } = app.plaza.assembly.accounts;
  const [viewer, elsewhere] = [await viewerOf(member.token), (await mintTokenFor(member.username))!.viewer];
  await expect(requireFreshPassword(viewer)).resolves.toMatchObject({ userId: member.userId });

  for (const session of [viewer, elsewhere]) await age(session.sessionId, 5);
  const needed = expect.objectContaining({ code: 'FORBIDDEN', details: { reason: 'PASSWORD_NEEDED' } });
  await expect(requireFreshPassword(viewer)).rejects.toEqual(needed);
  const wrong = await member.client.get(ConfirmPasswordDocument, { input: { password: 'not the password' } });
  expect(wrong.confirmPassword).toMatchObject({ freshUntil: null, userErrors: [{ code: 'WRONG_PASSWORD', field: 'password' }] });
  await expect(requireFreshPassword(viewer)).rejects.toEqual(needed);

  const right = await member.client.get(ConfirmPasswordDocument, { input: { password: MEMBERS_PASSWORD } });
  expect(right.confirmPassword!.userErrors).toEqual([]);
  expect(new Date(right.confirmPassword!.freshUntil!).getTime() - Date.now()).toBeGreaterThan(4 * 60_000);
  await expect(requireFreshPassword(viewer)).resolves.toMatchObject({ userId: member.userId });
  await expect(requireFreshPassword(elsewhere)).rejects.toEqual(needed);
});
