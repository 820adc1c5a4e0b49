/**
 * The floor: what these reads cost when somebody writes just them by hand, with the same rules and the same answers.
 * Fastify, pg and the MongoDB driver, as few round trips as there can be, no schema, no GraphQL, no log.
 * Expects POSTGRES_URL, MONGODB_URL and PORT; with REDIS_CACHE_URL home feeds come from Plaza's timelines there.
 */
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { homeFeed } from './home/home-feed.js';
import { profile } from './profile.js';
import { Sessions } from './sessions.js';
import { connectStores } from './stores.js';
import { thread } from './thread.js';

interface Body {
  readonly operationName: string;
  readonly variables: Readonly<Record<string, string>>;
}

const stores = await connectStores(process.env['POSTGRES_URL']!, process.env['MONGODB_URL']!, process.env['REDIS_CACHE_URL']);
const sessions = new Sessions(stores);
const fastify = Fastify({ logger: false });

fastify.get('/readyz', async () => 'ok');

fastify.post('/graphql', async (request: FastifyRequest<{ Body: Body }>, reply: FastifyReply) => {
  const viewerId = await sessions.viewerOf(request.headers.authorization?.slice('Bearer '.length) ?? '');
  if (viewerId === null) return reply.code(401).send({ errors: [{ message: 'The access token is not valid.' }] });
  return { data: await answer(viewerId, request.body) };
});

function answer(viewerId: string, { operationName, variables }: Body): Promise<object> {
  switch (operationName) {
    case 'HomeFeed':
      return homeFeed(stores, viewerId);
    case 'Profile':
      return profile(stores, viewerId, variables['username']!);
    case 'Thread':
      return thread(stores, viewerId, variables['id']!);
    default:
      throw new Error(`The floor does not know the operation ${operationName}.`);
  }
}

await fastify.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
process.once('SIGTERM', () => void fastify.close().then(() => stores.close()));
