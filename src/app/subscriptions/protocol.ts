import { type ExecutionArgs, type ExecutionResult, getOperationAST, GraphQLError } from 'graphql';
import { type Context, makeServer, type SubscribePayload } from 'graphql-ws';
import type { GraphContext } from '../../graphql/context.js';
import { answerError } from '../../graphql/errors.js';
import { Loaders } from '../../kernel/loaders.js';
import { isStoreAway } from '../../platform/away.js';
import type { SubscriptionsDeps } from '../subscriptions.js';
import type { Connection, Protocol } from './connection.js';
import type { Sockets } from './sockets.js';
import { Frames } from './frames.js';
import type { Listener } from './listener.js';
import { openStream } from './stream.js';

/** What a checked operation carries beside what graphql-js wants. */
interface CheckedArgs extends ExecutionArgs {
  readonly id: string;
  readonly hash: string;
  readonly connection: Connection;
  readonly contextValue: GraphContext;
}

const operationOf = ({ document, hash, operationName, variableValues }: CheckedArgs) => ({ document, hash, operationName: operationName ?? null, variables: variableValues ?? {} });

/** The words of graphql-transport-ws, over our own checks, execution and answers. */
export function createProtocol(deps: SubscriptionsDeps, sockets: Sockets): Protocol {
  const frames = new Frames(deps);
  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: deps.limits.initMs,
    onConnect: ({ extra, connectionParams, subscriptions }) => {
      extra.underWay = () => Object.keys(subscriptions).length;
      return admit(deps, sockets, extra, connectionParams);
    },
    onSubscribe: (context, id, payload) => check(deps, context, id, payload) as ExecutionArgs | readonly GraphQLError[],
    execute: (args) => deps.execute(operationOf(args as CheckedArgs), (args as CheckedArgs).contextValue) as Promise<ExecutionResult>,
    subscribe: (args) => {
      const { id, connection, contextValue: context } = args as CheckedArgs;
      return openStream(deps, frames, { id, operation: operationOf(args as CheckedArgs), context, connection }) as Promise<Listener | ExecutionResult>;
    },
    // Errors of results are answers already; graphql-ws would take them for its own.
    onNext: (_context, _id, _payload, _args, result) => result,
    onError: (_context, _id, _payload, errors) => errors.map((error) => answerError(error, deps.policy)),
  });
}

/** Registered first and asked again then: a session that ends in between is noticed either way. */
async function admit(deps: SubscriptionsDeps, sockets: Sockets, connection: Connection, params?: Record<string, unknown>): Promise<boolean> {
  const header = Object.entries(params ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  if (header === undefined || header === null || header === '') return true;
  const token = typeof header === 'string' ? /^Bearer ([A-Za-z0-9._~+/=-]{1,4096})$/i.exec(header)?.[1] : undefined;
  try {
    const known = token === undefined ? null : await deps.authenticate(token);
    if (known) {
      connection.viewer = known.viewer;
      if (!sockets.join(connection)) {
        connection.tooMany();
        return false;
      }
      connection.expireAt(known.expiresAt);
      if (await deps.authenticate(token!)) return true;
    }
    connection.unauthorized();
  } catch (error) {
    if (!isStoreAway(error)) deps.log.error({ err: error }, 'A websocket could not be authenticated');
    connection.tryAgain();
  }
  return false;
}

/** Errors are answers to this operation; throwing would close the socket with all others on it. */
function check(deps: SubscriptionsDeps, { extra, subscriptions }: Context<Record<string, unknown>, Connection>, id: string, payload: SubscribePayload): CheckedArgs | readonly GraphQLError[] {
  extra.use();
  if (Object.keys(subscriptions).length > deps.limits.operations) {
    return [new GraphQLError(`A connection may have ${deps.limits.operations} operations under way.`, { extensions: { code: 'BAD_USER_INPUT', limit: 'operations' } })];
  }
  const operationName = payload.operationName ?? null;
  const variables = payload.variables ?? {};
  try {
    const checked = deps.checkDocument(payload.query, operationName, variables);
    if (checked.errors) {
      deps.charge.nonsense(extra.viewer, extra.address);
      return checked.errors;
    }
    if (!getOperationAST(checked.document, operationName)) {
      return [new GraphQLError('The document has no such operation.', { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })];
    }
    return {
      id,
      connection: extra,
      schema: deps.schema,
      document: checked.document,
      hash: checked.hash,
      operationName,
      variableValues: variables,
      contextValue: { viewer: extra.viewer, loaders: new Loaders(deps.factories), request: extra.facts(), account: { statement: null } },
    };
  } catch (error) {
    return [error instanceof GraphQLError ? error : new GraphQLError('Internal server error.', { originalError: error as Error })];
  }
}
