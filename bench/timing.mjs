/**
 * `npm run timing`: does the time of an answer tell who has an account (A4), or that there is something hidden (Z3)? Asks a running Plaza for sign-in, sign-up and a reset
 * of the password, in turn for somebody who is there and for somebody who is not, and compares the two: medians, and a
 * two-sided Mann-Whitney U test (normal approximation with ties). Start Plaza with the demo world, and with room for so many
 * tries from one address; a loaded machine says nothing.
 *
 *   npm run timing -- [--url http://127.0.0.1:4000] [--n 400] [--username ada] [--email ada@demo.example]
 *     [--author TOKEN --stranger TOKEN]
 *
 * With two access tokens (`npm run token -- USERNAME`) of people who do not follow each other, the stranger also asks for what the
 * author publishes to followers, and for what nobody has ever published.
 */
import { randomBytes } from 'node:crypto';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';

const { values: given } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:4000' },
    n: { type: 'string', default: '400' },
    username: { type: 'string', default: 'ada' },
    email: { type: 'string', default: 'ada@demo.example' },
    author: { type: 'string' },
    stranger: { type: 'string' },
  },
});
const N = Number(given.n);
/** Both promises of docs/security.md: medians within a tenth, and no difference that the test sees. */
const MEDIANS_WITHIN = 0.1;
const LEAST_P = 0.01;

const word = () => randomBytes(6).toString('hex');
const stranger = () => `${word()}@example.org`;
const PASSWORD = 'not the password of anybody';

const QUESTIONS = {
  login: (known) => ({ query: 'mutation ($input: LoginInput!) { login(input: $input) { userErrors { code } } }', input: { usernameOrEmail: known ? given.username : `x${word()}`, password: PASSWORD } }),
  'login by address': (known) => ({ query: 'mutation ($input: LoginInput!) { login(input: $input) { userErrors { code } } }', input: { usernameOrEmail: known ? given.email : stranger(), password: PASSWORD } }),
  register: (known) => ({ query: 'mutation ($input: RegisterUserInput!) { registerUser(input: $input) { confirmationSent userErrors { code } } }', input: { username: `x${word()}`, email: known ? given.email : stranger(), password: 'a bay of seven herons' } }),
  reset: (known) => ({ query: 'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { letterSent userErrors { code } } }', input: { email: known ? given.email : stranger() } }),
};

async function ask({ query, input, variables = { input }, token }) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${given.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return { status: answer.status, body: await answer.text() };
}

async function msOf({ expected = null, ...question }) {
  const began = performance.now();
  const { status, body } = await ask(question);
  const ms = performance.now() - began;
  const isRight = expected === null ? status === 200 && !body.includes('"errors":[{') : body.trim() === expected.trim();
  if (!isRight) throw new Error(`${status} ${body}`);
  return ms;
}

/** What the stranger asks for: a post and a comment for followers, by id, to read and to react to; and such as never were. */
async function questionsOfStranger() {
  const made = async (mutation, input) => {
    const { body } = await ask({ query: `mutation ($input: ${mutation[0].toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { ${mutation.slice(6).toLowerCase()} { id } } }`, input, token: given.author });
    return Object.values(JSON.parse(body).data[mutation])[0].id;
  };
  const post = await made('createPost', { text: 'For followers', visibility: 'FOLLOWERS' });
  const comment = await made('createComment', { postId: post, text: 'For followers' });
  // The same but for the last bytes, which are of chance.
  const unlike = (id) => Buffer.concat([Buffer.from(id, 'base64url').subarray(0, -6), randomBytes(6)]).toString('base64url');
  const read = (field, id) => (known) => ({ query: `query ($id: ID!) { ${field}(id: $id) { id } }`, variables: { id: known ? id : unlike(id) }, token: given.stranger, expected: `{"data":{"${field}":null}}` });
  const REACT = 'mutation ($input: AddReactionInput!) { addReaction(input: $input) { viewerReaction } }';
  const { body: notFound } = await ask({ query: REACT, input: { subjectId: unlike(post), kind: 'LIKE' }, token: given.stranger });
  return {
    'post by id': read('post', post),
    'node by id': read('node', post),
    'comment by id': read('comment', comment),
    'reaction to a post': (known) => ({ query: REACT, input: { subjectId: known ? post : unlike(post), kind: 'LIKE' }, token: given.stranger, expected: notFound }),
  };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** The two-sided p of the Mann-Whitney U test: mean ranks for ties, normal approximation (good from 20 a side). */
function mannWhitney(a, b) {
  const all = [...a.map((value) => ({ value, first: true })), ...b.map((value) => ({ value, first: false }))].sort((x, y) => x.value - y.value);
  let rankSum = 0;
  let ties = 0;
  for (let i = 0; i < all.length; ) {
    let j = i;
    while (j < all.length && all[j].value === all[i].value) j++;
    const rank = (i + 1 + j) / 2;
    for (let k = i; k < j; k++) if (all[k].first) rankSum += rank;
    ties += (j - i) ** 3 - (j - i);
    i = j;
  }
  const [n, m] = [a.length, b.length];
  const u = rankSum - (n * (n + 1)) / 2;
  const sigma = Math.sqrt(((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1))));
  return 2 * (1 - normal(Math.abs((u - (n * m) / 2) / sigma)));
}

/** The normal distribution (Abramowitz and Stegun 26.2.17; off by less than 1e-7). */
function normal(z) {
  const t = 1 / (1 + 0.2316419 * z);
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - tail;
}

console.log(`${N} answers a side from ${given.url}; load ${loadavg().map((each) => each.toFixed(1)).join(' ')}`);
let good = true;
const questions = { ...QUESTIONS, ...(given.author && given.stranger && (await questionsOfStranger())) };
for (const [name, question] of Object.entries(questions)) {
  const times = { known: [], unknown: [] };
  for (let i = 0; i < 20; i++) await msOf(question(i % 2 === 0));
  for (let i = 0; i < N; i++) {
    // In an order that nothing else on the machine can follow.
    const first = Math.random() < 0.5;
    for (const known of [first, !first]) times[known ? 'known' : 'unknown'].push(await msOf(question(known)));
  }
  const [known, unknown] = [median(times.known), median(times.unknown)];
  const p = mannWhitney(times.known, times.unknown);
  const fine = Math.abs(known / unknown - 1) <= MEDIANS_WITHIN && p > LEAST_P;
  good &&= fine;
  console.log(`${name.padEnd(18)} there ${known.toFixed(2)} ms   not there ${unknown.toFixed(2)} ms   ratio ${(known / unknown).toFixed(3)}   p ${p.toFixed(3)}   ${fine ? 'alike' : 'DIFFERENT'}`);
}
console.log(`load ${loadavg().map((each) => each.toFixed(1)).join(' ')}`);
process.exitCode = good ? 0 : 1;
