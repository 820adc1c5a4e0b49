import type { Server } from './measure/server.js';

export interface Ask {
  readonly operationName?: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The answer to one operation, as text. */
export async function askForText(server: Server, token: string | null, ask: Ask): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${server.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(ask),
  });
  return response.text();
}

/** The data of one operation. Throws where there are errors, those of a mutation's payload included. */
export async function askFor<Data>(server: Server, token: string | null, ask: Ask): Promise<Data> {
  const text = await askForText(server, token, ask);
  const { data, errors } = JSON.parse(text) as { data?: Data; errors?: unknown };
  if (errors || !data || /"userErrors":\[\{/.test(text)) throw new Error(`${server.name} answers ${text.slice(0, 1_000)} to ${ask.query}`);
  return data;
}
