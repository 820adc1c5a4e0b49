import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { GraphContext } from '../../graphql/context.js';
import { answerError, type ErrorPolicy } from '../../graphql/errors.js';
import { unavailable } from '../../kernel/errors.js';
import type { Delivery, LiveStream } from '../../kernel/live.js';
import type { Answer } from '../api/execute.js';
import type { Charge } from '../limits/charge.js';
import { inTime, LATE } from '../../platform/in-time.js';

type SubscriptionArgs = ExecutionArgs & { readonly contextValue: GraphContext };

/**
 * Opens a subscription: its field gives a stream of deliveries, and each is executed with the loaders of its event, so that
 * nothing is remembered from one event to the next and all subscribers of an event share what it loads.
 */
export async function streamOf(args: SubscriptionArgs, policy: ErrorPolicy, charge: Charge, deadlineMs: number): Promise<AsyncIterableIterator<Answer> | Answer> {
  const { contextValue } = args;
  try {
    const price = charge.priceOf({ document: args.document, operationName: args.operationName ?? null, variables: args.variableValues ?? {} }) ?? 1;
    const refusal = await charge.take(price, contextValue);
    if (refusal) return { errors: [answerError(refusal, policy)] };
    const opening = Promise.resolve(createSourceEventStream(args));
    const source = await inTime(opening, deadlineMs);
    if (source === LATE) {
      opening.then(end, () => undefined);
      return { errors: [answerError(unavailable(), policy)] };
    }
    if (!(Symbol.asyncIterator in source)) return answerOf(source, policy);
    return answers(source as unknown as LiveStream, async (delivery) => {
      // An event costs what its selection does. Who can't pay is told by the end of the socket: one that goes silent would look healthy.
      if (await charge.take(price, contextValue)) {
        contextValue.listener?.drop('points');
        return null;
      }
      const executing = Promise.resolve(execute({ ...args, rootValue: delivery, contextValue: { ...contextValue, loaders: delivery.loaders } }));
      const result = await inTime(executing, deadlineMs);
      if (result !== LATE) return answerOf(result, policy);
      contextValue.listener?.drop('gap');
      return null;
    }, policy);
  } catch (error) {
    return { errors: [answerError(error, policy)] };
  }
}

/** A stream that opened when nobody waited for it any more. */
function end(source: object): void {
  if (Symbol.asyncIterator in source) void (source as LiveStream).return();
}

/** By hand and not as a generator, which could not be ended while it waits for an event. */
function answers(
  source: LiveStream,
  answer: (delivery: Delivery) => Promise<Answer | null>,
  policy: ErrorPolicy,
): AsyncIterableIterator<Answer> {
  let failed = false;
  const stream: AsyncIterableIterator<Answer> = {
    async next() {
      if (failed) return { done: true, value: undefined };
      try {
        const step = await source.next();
        const value = step.done ? null : await answer(step.value);
        return value ? { done: false, value } : { done: true, value: undefined };
      } catch (error) {
        // The stream itself broke: its client is told so in our words, and it ends.
        failed = true;
        await source.return();
        return { done: false, value: { errors: [answerError(error, policy)] } };
      }
    },
    async return() {
      await source.return();
      return { done: true, value: undefined };
    },
    async throw() {
      await source.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}

function answerOf({ data, errors }: ExecutionResult, policy: ErrorPolicy): Answer {
  if (!errors?.length) return { data };
  const told = errors.map((error) => answerError(error, policy));
  return data === undefined ? { errors: told } : { data, errors: told };
}
