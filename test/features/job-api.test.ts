import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { encodeJobId } from '../../src/kernel/global-id.js';
import { mintId } from '../../src/kernel/ids.js';
import { JobDocument, JobEventsDocument, type JobEventsSubscription } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { handle } from '../support/jobs.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

let app: TestApp;
let ada: Person;
let eve: Person;
let breaks = true;
beforeAll(async () => {
  app = await startTestApp({ env: { JOB_RETRY_SECONDS: '0', JOB_ATTEMPTS: '2' } });
  [ada, eve] = (await app.world.people(['ada', 'eve'])) as [Person, Person];
  handle(app, 'fine', async () => undefined);
  handle(app, 'broken', async () => {
    if (breaks) throw new Error('ECONFIDENTIAL: the name of a table');
  });
});
afterAll(() => app.close());

async function ask(person: Person, kind: string): Promise<string> {
  const id = mintId();
  await app.plaza.assembly.jobs.add([{ id, kind, data: {}, ownerId: person.userId }]);
  return encodeJobId(id);
}

const updates = (received: readonly JobEventsSubscription[]) =>
  received.flatMap(({ jobEvents }) => (jobEvents.__typename === 'JobUpdated' && jobEvents.job ? [jobEvents.job] : []));

test('who has asked for a job sees what became of it, by its id and as a node; for anybody else it is not there', async () => {
  const id = await ask(ada, 'fine');
  await app.settled();
  const { job } = await ada.client.get(JobDocument, { id });
  expect(job).toMatchObject({ id, kind: 'fine', state: 'DONE', reason: null });
  expect(job!.finishedAt).not.toBeNull();
  const node = 'query($id: ID!) { node(id: $id) { __typename ... on Job { state } } }';
  expect((await ada.client.query(node, { id })).data).toEqual({ node: { __typename: 'Job', state: 'DONE' } });

  const absent = await eve.client.query('query($id: ID!) { job(id: $id) { id } node(id: $id) { id } }', { id: encodeJobId(mintId()) });
  expect((await eve.client.query('query($id: ID!) { job(id: $id) { id } node(id: $id) { id } }', { id })).body).toBe(absent.body);
  expect((await app.client().query(node, { id })).data).toEqual({ node: null });
  expect((await app.client().query('query($id: ID!) { job(id: $id) { id } }', { id })).errors[0]).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});

test('its changes come live to its owner alone, the failure without what only operators may know, and after a break none is missing', async () => {
  const [own, others] = [app.live(ada.token).subscribe(JobEventsDocument), app.live(eve.token).subscribe(JobEventsDocument)];
  await until(() => own.heartbeats.length > 0 && others.heartbeats.length > 0, 30_000);
  const id = await ask(ada, 'broken');
  await own.until(({ received }) => updates(received).some(({ state }) => state === 'DEAD'), 30_000);
  expect(updates(own.received).every((job) => job.id === id)).toBe(true);
  const last = updates(own.received).at(-1)!;
  expect(last.reason).toMatch(/failed several times/);
  expect(JSON.stringify(own.received)).not.toContain('ECONFIDENTIAL');
  const { cursor } = own.received.at(-1)!.jobEvents;
  own.unsubscribe();

  breaks = false;
  await app.plaza.assembly.jobStore.retry(null);
  await until(async () => (await ada.client.get(JobDocument, { id })).job?.state === 'DONE', 30_000);
  await app.settled();
  const resumed = app.live(ada.token).subscribe(JobEventsDocument, { after: cursor });
  await resumed.until(({ received }) => updates(received).length === 2, 30_000);
  expect(updates(resumed.received).map((job) => [job.id, job.state])).toEqual([[id, 'DONE'], [id, 'DONE']]);
  expect(updates(others.received)).toEqual([]);
});

test('an account that goes takes its jobs along', async () => {
  const gone = await app.world.member('gone');
  await ask(gone, 'fine');
  await app.settled();
  const answer = await gone.client.query<{ deleteAccount: { userErrors: unknown[] } }>('mutation($i: DeleteAccountInput!) { deleteAccount(input: $i) { userErrors { code } } }', { i: { password: 'a bay of seven herons' } });
  expect(answer.data?.deleteAccount.userErrors).toEqual([]);
  await until(async () => (await app.plaza.stores.mongo.collection('jobs').countDocuments({ ownerId: gone.userId })) === 0, 30_000);
});
