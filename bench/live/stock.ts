/**
 * Live delivery as tutorials do it: graphql-ws over ws, a PubSub on an EventEmitter with an iterator per subscriber (as in
 * graphql-subscriptions), and graphql-js, which executes every event for every subscriber. No stores, no rules.
 */
import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { serveControl } from './control.js';
import { SCHEMA } from './events.js';

interface Published {
  readonly postEvents: object;
}

type Step = IteratorResult<Published>;

const events = new EventEmitter().setMaxListeners(0);

/** What nobody has asked for yet waits in one queue, and who has asked for nothing that is there waits in another. */
class PubSubIterator implements AsyncIterableIterator<Published> {
  private readonly asked: ((step: Step) => void)[] = [];
  private readonly waiting: Published[] = [];
  private readonly take = (event: Published) => {
    const ask = this.asked.shift();
    if (ask) ask({ done: false, value: event });
    else this.waiting.push(event);
  };

  constructor() {
    events.on('event', this.take);
  }

  next(): Promise<Step> {
    return new Promise((resolve) => {
      const value = this.waiting.shift();
      if (value) resolve({ done: false, value });
      else this.asked.push(resolve);
    });
  }

  async return(): Promise<Step> {
    events.off('event', this.take);
    for (const ask of this.asked.splice(0)) ask({ done: true, value: undefined });
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

const schema = buildSchema(SCHEMA);
schema.getSubscriptionType()!.getFields()['postEvents']!.subscribe = () => new PubSubIterator();

const server = createServer(serveControl((payload) => events.emit('event', (JSON.parse(payload) as { data: Published }).data)));
useServer({ schema }, new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }));
server.listen(Number(process.env['PORT']), '127.0.0.1');
