import type { TestApp } from '../support/app.js';
import { askAgain, saysAway } from '../support/ask-again.js';
import { RawSocket } from '../support/raw-socket.js';
import type { Person } from '../support/world.js';
import type { Call } from './calls.js';
import { type Column, personWith } from './column.js';
import type { Fixture, SelfName } from './nouns.js';
import { outcomeOf } from './outcome.js';

/** Who may change a fixture so that the next call would not find it. */
const MAY_END_IT = new Set<string>(['owner', 'moderator', 'admin', 'service']);

/** Makes a call about a fixture in a viewer's name, and puts back what it has changed. */
export async function tryCall(app: TestApp, column: Column, call: Call): Promise<string> {
  const fixture = call.on as Fixture;
  const { id, postId } = await column.named(fixture, call.operation === 'mutation' && MAY_END_IT.has(column.viewer));
  const variables = call.variables(call.query.includes('username') ? column.owner(fixture).username : id, postId);
  if (call.operation === 'subscription') return listen(app, call, column.token(fixture), variables);
  const { data, errors } = await askAgain(saysAway, () => column.client(fixture).query(call.query, variables));
  const outcome = outcomeOf(call, id, { data, errors });
  // What is done to a post or a comment leaves the people as they were, and so does what was refused.
  if (call.operation === 'mutation' && fixture.endsWith('person') && outcome === 'yes') await column.restore(fixture);
  return outcome;
}

/** Makes a call that names nothing, in the name of somebody new: it may be their last. */
export async function tryOnOneself(app: TestApp, self: SelfName, passwordHash: string, call: Call): Promise<string> {
  const person = self === 'anonymous' ? null : await personWith(app, self);
  if (person) await setPassword(app, person, passwordHash);
  const token = person?.token ?? null;
  const variables = call.variables(null, null);
  if (call.operation === 'subscription') return listen(app, call, token, variables);
  const { data, errors } = await askAgain(saysAway, () => app.client(token).query(call.query, variables));
  return outcomeOf(call, null, { data, errors });
}

/** Whether a stream opens: its first word says so, or the refusal does. */
async function listen(app: TestApp, call: Call, token: string | null, variables: Record<string, unknown>): Promise<string> {
  const socket = new RawSocket(app.url);
  try {
    await socket.init(token);
    const { type, payload } = await socket.ask('1', { query: call.query, variables });
    return outcomeOf(call, null, (type === 'error' ? { errors: payload } : payload) as never);
  } catch (error) {
    if (/^closed/.test(String((error as Error).message)) && (await socket.closed).code === 4401) return 'sign in';
    throw error;
  } finally {
    socket.close();
  }
}

/** Gives somebody a password whose hash is known already: a hash for each would take most of the time. */
export async function setPassword(app: TestApp, { userId }: Person, passwordHash: string): Promise<void> {
  await app.plaza.stores.postgres.dataSource.query('UPDATE accounts SET password_hash = $2 WHERE user_id = $1', [userId, passwordHash]);
}
