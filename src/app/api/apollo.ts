import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { type DocumentNode, getOperationAST, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { GraphContext } from '../../graphql/context.js';
import { answerError, type ErrorPolicy, httpStatusOf } from '../../graphql/errors.js';
import { checkCost, type CostModel } from '../../graphql/cost.js';
import { checkShape, type Limits } from '../../graphql/limits.js';
import { checkVariables } from '../../graphql/variable-limits.js';
import type { KeyValue } from '../../platform/redis/key-value.js';
import type { Log } from '../../platform/telemetry/log.js';
import { type Charge, rateLimitHeaders } from '../limits/charge.js';
import { MAX_MISTAKES } from './check-document.js';
import { type Execute, hashOf, refuseSubscription } from './execute.js';
import { persistedQueryCache } from './persisted-queries.js';
import { CSRF_HEADERS } from './token-cookies.js';

export interface ApolloParts {
  readonly schema: GraphQLSchema;
  readonly execute: Execute;
  readonly limits: Limits;
  readonly costs: CostModel;
  readonly charge: Charge;
  readonly policy: ErrorPolicy;
  readonly keyValue: KeyValue;
  readonly log: Log;
  readonly explorer: boolean;
}

/**
 * Apollo Server: protocol, persisted queries, validation, CSRF prevention, Sandbox. Execution is ours (`execute`), by the
 * public hook `responseForOperation`. No plugin here wraps field resolvers, and none may (docs/performance.md).
 */
export async function startApollo(parts: ApolloParts): Promise<ApolloServer<GraphContext>> {
  const server = new ApolloServer<GraphContext>({
    schema: parts.schema,
    introspection: true,
    csrfPrevention: { requestHeaders: CSRF_HEADERS },
    includeStacktraceInErrorResponses: false,
    persistedQueries: { cache: persistedQueryCache(parts.keyValue), ttl: 86_400 },
    parseOptions: { maxTokens: parts.limits.tokens },
    validationOptions: { maxErrors: MAX_MISTAKES },
    logger: parts.log,
    allowBatchedHttpRequests: false,
    formatError: (formatted, error) => (isAnswer(error) ? formatted : answerError(error, parts.policy)),
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      parts.explorer ? ApolloServerPluginLandingPageLocalDefault({ embed: true, footer: false }) : ApolloServerPluginLandingPageDisabled(),
      boundDocuments(parts.costs, parts.limits),
      showBudgets(parts.charge),
      executeBy(parts.execute),
    ],
  });
  await server.start();
  return server;
}

/**
 * Apollo Server takes what an earlier hook throws for a fault of ours (500), so what comes in a request is measured before it
 * comes here (refuse-documents); this is for documents that came by their hash alone, and for what needs a valid document.
 */
function boundDocuments(costs: CostModel, limits: Limits): ApolloServerPlugin<GraphContext> {
  const inShape = new WeakSet<DocumentNode>();
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request }) {
          if (!inShape.has(document)) checkShape(document, limits);
          inShape.add(document);
          refuseSubscription(document, request.operationName ?? null);
          checkVariables(request.variables ?? {});
          if (operation) checkCost(costs.costOf(document, operation, request.variables ?? {}), limits);
        },
      };
    },
  };
}

/** Tells in headers what is left. What never came to be an operation was not charged, and costs a point all the same. */
function showBudgets(charge: Charge): ApolloServerPlugin<GraphContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response, contextValue: { account, viewer, request } }) {
          if (!account.statement) charge.nonsense(viewer, request.ipAddress);
          else for (const [name, value] of rateLimitHeaders(account.statement)) response.http.headers.set(name, value);
        },
      };
    },
  };
}

function executeBy(execute: Execute): ApolloServerPlugin<GraphContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ document, source, queryHash, request, contextValue, response }) {
          if (!getOperationAST(document, request.operationName)) return null;
          const answer = await execute(
            { document, hash: queryHash ?? hashOf(source), operationName: request.operationName ?? null, variables: request.variables ?? {} },
            contextValue,
          );
          return { http: response.http, body: { kind: 'single', singleResult: answer } };
        },
        async willSendResponse({ response }) {
          if (response.body.kind !== 'single') return;
          const { data, errors } = response.body.singleResult;
          if (!errors?.length || data !== undefined) return;
          // A request that did not run at all; 405 and the like were set by whoever knew better.
          if (response.http.status === undefined || response.http.status === 500 || response.http.status === 200) {
            response.http.status = httpStatusOf(errors);
          }
          setRetryAfter(errors, response.http.headers);
        },
      };
    },
  };
}

function setRetryAfter(errors: readonly GraphQLFormattedError[], headers: Map<string, string>): void {
  const seconds = errors.map((error) => error.extensions?.['retryAfterSeconds']).find((value) => typeof value === 'number');
  if (seconds !== undefined) headers.set('retry-after', String(seconds));
}

/** What `execute` returned is formatted already; Apollo only formats what it threw itself. */
const isAnswer = (error: unknown): boolean => !(error instanceof Error);
