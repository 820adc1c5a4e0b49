import { createSourceEventStream, type ExecutionResult } from 'graphql';
import type { GraphContext } from '../../graphql/context.js';
import { answerError } from '../../graphql/errors.js';
import { badInput, unavailable } from '../../kernel/errors.js';
import { LiveSource } from '../../kernel/live.js';
import { inTime, LATE } from '../../platform/in-time.js';
import { type Answer, answerOf } from '../api/execute.js';
import type { SubscriptionsDeps } from '../subscriptions.js';
import type { Connection } from './connection.js';
import type { Frames, LiveOperation } from './frames.js';
import { Listener } from './listener.js';

export interface Opening {
  readonly id: string;
  readonly operation: LiveOperation;
  readonly context: GraphContext;
  readonly connection: Connection;
}

/**
 * Opens a subscription: its field decides whether the viewer may listen, and to which feed; the hub does the rest. Where
 * the hub is is noted first, so that nothing that happens meanwhile is missed.
 */
export async function openStream(deps: SubscriptionsDeps, frames: Frames, { id, operation, context, connection }: Opening): Promise<Listener | Answer> {
  const { hub, policy, charge } = deps;
  const { document, operationName, variables } = operation;
  const { viewer } = context;
  try {
    const price = charge.priceOf({ document, operationName, variables }) ?? 1;
    const refusal = await charge.take(price, context);
    if (refusal) return { errors: [answerError(refusal, policy)] };
    const from = hub.place;
    const opening = createSourceEventStream({ schema: deps.schema, document, operationName, variableValues: variables, contextValue: context });
    const source = await inTime(Promise.resolve(opening), deps.limits.eventMs);
    if (source === LATE) return { errors: [answerError(unavailable(), policy)] };
    if (!(source instanceof LiveSource)) return answerOf(source as ExecutionResult, policy);
    const after = source.after === null ? null : deps.cursors.decode(source.after);
    if (source.after !== null && after === null) throw badInput('after', 'This is no cursor of a live event.');
    const maker = frames.makerFor(operation, viewer);
    // graphql-ws keeps the context for as long as the stream lives: what its opening has loaded would stay with every socket.
    context.loaders.reset();
    return new Listener(connection, id, price, (sink) => hub.listen({ feed: source.feed, viewer, maker, sink, from, after }));
  } catch (error) {
    return { errors: [answerError(error, policy)] };
  }
}
