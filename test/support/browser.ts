import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import type { Client, GraphqlAnswer, GraphqlError } from './client.js';

/** What a browser app in cookie mode sends with each request. */
export const COOKIE_MODE = { 'x-plaza-auth': 'cookie', 'x-plaza-csrf': '1' };

/** A page in a browser, as the server meets it: it says where it is from, and keeps and sends cookies that no script reads. */
export class Browser {
  readonly jar = new Map<string, string>();

  constructor(
    private readonly client: Client,
    private readonly origin = client.url,
  ) {}

  get cookies(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Sends a document in cookie mode, or with other headers than that; errors are part of the answer. */
  async run<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables?: Variables, headers: Record<string, string> = { ...COOKIE_MODE, origin: this.origin }): Promise<GraphqlAnswer<Data>> {
    const answer = await this.send({ body: JSON.stringify({ query: print(document), variables }), headers });
    const { data, errors } = JSON.parse(answer.body) as { data?: Data | null; errors?: GraphqlError[] };
    return { ...answer, data, errors: errors ?? [] };
  }

  async send({ method, path, headers, body }: { readonly method?: string; readonly path?: string; readonly headers: Record<string, string>; readonly body?: string }) {
    const answer = await this.client.send({
      ...(method !== undefined && { method }),
      ...(path !== undefined && { path }),
      ...(body !== undefined && { body }),
      headers: { ...(this.jar.size > 0 && { cookie: this.cookies }), ...headers },
    });
    for (const line of setCookies(answer)) this.keep(line);
    return answer;
  }

  private keep(line: string): void {
    const [pair, ...attributes] = line.split('; ');
    const at = pair!.indexOf('=');
    if (attributes.includes('Max-Age=0')) this.jar.delete(pair!.slice(0, at));
    else this.jar.set(pair!.slice(0, at), pair!.slice(at + 1));
  }
}

/** The lines with which an answer sets cookies. */
export const setCookies = ({ headers }: Pick<GraphqlAnswer<unknown>, 'headers'>): string[] => [headers['set-cookie'] ?? []].flat();
