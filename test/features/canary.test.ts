import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Attempt, attemptsOn, unknownId } from '../support/canary-attempts.js';
import { Walk, type Walked, WIDE_LIMITS } from '../support/canary-walk.js';
import { foundIn, type Secret, shownTo, type ViewerName, VIEWERS } from '../support/canary-secrets.js';
import { type CanaryWorld, plantCanaries } from '../support/canary-world.js';

let app: TestApp;
let planted: CanaryWorld;

beforeAll(async () => {
  // Whoever leaves stays for the whole walk: hidden, not yet removed.
  app = await startTestApp({ env: { ...WIDE_LIMITS, ACCOUNT_DELETION_GRACE_DAYS: '14' } });
  planted = await plantCanaries(app);
});
afterAll(() => app.close());

describe('Z2, Z4: what somebody may not see is in no byte of anything that they can read', () => {
  let entitled: Walked;
  const walk = (viewer: ViewerName) => Walk.of(planted.client(viewer, app), { ...planted.known, ...(entitled && { cursors: entitled.cursors }) });

  test('ada comes across all that is hers to see, and nothing else', async () => {
    entitled = await walk('ada');
    expect(foundIn(planted.secrets, entitled.bytes)).toEqual(shownTo(planted.secrets, 'ada'));
    // Not a walk around the house.
    expect(entitled.requests).toBeGreaterThan(200);
  });

  test.each(VIEWERS.filter((viewer) => viewer !== 'ada'))('%s comes across what is for them, and nothing else, also with cursors that ada was given', async (viewer) => {
    const walked = await walk(viewer);
    expect(foundIn(planted.secrets, walked.bytes)).toEqual(shownTo(planted.secrets, viewer));
  });

  test('an admin comes across what staff is shown, and of all else what everybody is', async () => {
    const { client } = await app.world.official('ADMIN');
    const { bytes } = await Walk.of(client, { ...planted.known, cursors: entitled.cursors });
    // The security log of an account names whoever did something by their id, also of one that is being deleted.
    const forStaff = ['leaving person', 'suspended person', 'reason of a suspension', 'device of ada', 'machine of ada'];
    const expected = planted.secrets.filter(({ name, shownTo }) => forStaff.includes(name) || shownTo.includes('anonymous')).map(({ name }) => name);
    expect(foundIn(planted.secrets, bytes)).toEqual(expected);
    const [textOfLeaver] = planted.secrets.find(({ name }) => name === 'leaving person')!.marks;
    expect(bytes).not.toContain(textOfLeaver);
  });
});

describe('Z3: what is hidden answers like what never was', () => {
  const outsiders = ['anonymous', 'stranger', 'blocked', 'blocker'] as const;

  test.each(outsiders)('whatever %s tries to do with it', async (viewer) => {
    const client = planted.client(viewer, app);
    const differing: string[] = [];
    const compare = async ({ name, absent }: Secret, attempt: Attempt) => {
      const [hidden, unknown] = await Promise.all([attempt.send(client, absent!.id), attempt.send(client, unknownLike(absent!, attempt))]);
      if (hidden !== unknown) differing.push(`${attempt.name} on ${name}: ${hidden} and not ${unknown}`);
    };
    const tries = planted.secrets
      .filter(({ absent, shownTo }) => absent && !shownTo.includes(viewer))
      .flatMap((secret) => attemptsOn(secret.absent!.type).map((attempt) => [secret, attempt] as const))
      .filter(([secret, attempt]) => !isKnown(viewer, secret, attempt));
    for (const [secret, attempt] of tries) await compare(secret, attempt);
    expect(differing).toEqual([]);
    expect(tries.length).toBeGreaterThan(30);
  });

  /** People know whom they have blocked, and take back their own words wherever they stand. */
  const isKnown = (viewer: ViewerName, { name, absent }: Secret, attempt: Attempt): boolean =>
    (viewer === 'blocker' && absent!.id === planted.people.ada.id && attempt.isMutation) ||
    (viewer === 'blocked' && name === 'own answer below ada' && attempt.name.startsWith('deleteComment'));

  /** Under a post that the outsider sees, an answer that is not there is compared with one that is hidden. */
  const unknownLike = ({ type, id }: NonNullable<Secret['absent']>, { name }: Attempt): string =>
    unknownId(type, name.startsWith('createComment') && type === 'Comment' ? id : undefined);
});
