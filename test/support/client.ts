import { Agent, request } from 'node:http';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import type { Secrets } from './secrets.js';

export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
}

export interface GraphqlAnswer<Data> {
  readonly status: number;
  readonly data: Data | null | undefined;
  readonly errors: readonly GraphqlError[];
  /** The body as it came, for tests that look at bytes. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Record<string, string | string[] | undefined>;
}

/** Idle connections keep nothing alive, neither jest nor a server that closes. */
const AGENT = new Agent({ keepAlive: true });

/** A client of the API over HTTP, as one person (or nobody). */
export class Client {
  constructor(
    readonly url: string,
    readonly token: string | null = null,
    private readonly secrets?: Secrets,
  ) {
    if (token) secrets?.add(token);
  }

  /** Sends a typed document; errors are part of the answer. */
  async run<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables?: Variables): Promise<GraphqlAnswer<Data>> {
    return this.query<Data>(print(document), variables as Record<string, unknown>);
  }

  /** Sends a typed document that must be answered without errors; gives its data. */
  async get<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables?: Variables): Promise<Data> {
    const answer = await this.run(document, variables);
    if (answer.errors.length > 0 || !answer.data) throw new Error(`${answer.status}: ${answer.body}`);
    return answer.data;
  }

  async query<Data = Record<string, unknown>>(query: string, variables: Record<string, unknown> = {}): Promise<GraphqlAnswer<Data>> {
    const { status, body, headers } = await this.send({ body: JSON.stringify({ query, variables }) });
    const parsed = JSON.parse(body) as { data?: Data | null; errors?: GraphqlError[] };
    return { status, data: parsed.data, errors: parsed.errors ?? [], body, headers };
  }

  /** Sends whatever it is told to, and gives what comes back. */
  async send(question: RawRequest): Promise<RawAnswer> {
    const answer = await this.exchange(question);
    if (answer.status === 200) this.secrets?.note(String(question.body ?? ''), `${answer.body}\n${String(answer.headers['set-cookie'] ?? '')}`);
    return answer;
  }

  private exchange({ method = 'POST', path = '/graphql', headers = {}, body }: RawRequest): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const sent = request(
        `${this.url}${path}`,
        {
          method,
          agent: AGENT,
          headers: {
            ...(body !== undefined && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
            ...(this.token && { authorization: `Bearer ${this.token}` }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), headers: response.headers }));
          response.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
