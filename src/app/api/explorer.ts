import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { contentPolicy } from './content-policy.js';
import { EXPLORER_FETCHER } from './explorer-fetcher.js';

/** The operations that the offline explorer opens with, a tab each. */
export interface ExampleOperation {
  readonly title: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Holds the page to what it brings along: no outside address is asked for anything, whatever the bundle may come to hold. */
const POLICY = contentPolicy({
  'script-src': "'unsafe-inline' 'unsafe-eval' blob:",
  'worker-src': 'blob:',
  'style-src': "'unsafe-inline'",
  'img-src': 'data:',
  'font-src': 'data:',
  'connect-src': "'self' ws: wss:",
});

/** Serves GraphiQL as one page without any outside address, rendered and compressed at the first call (9 MB, 2.5 compressed). */
export function serveExplorer(fastify: FastifyInstance, examples: readonly ExampleOperation[]): void {
  let page: Promise<{ html: Buffer; gzipped: Buffer }> | null = null;
  fastify.get('/explorer', async (request, reply) => {
    page ??= renderPage(examples);
    const { html, gzipped } = await page;
    const compressed = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    if (compressed) reply.header('content-encoding', 'gzip');
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', POLICY)
      .header('vary', 'accept-encoding')
      .header('cache-control', 'no-cache')
      .send(compressed ? gzipped : html);
  });
}

/** A square, seen from above. */
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="none" stroke="#d6336c" stroke-width="3" d="M4 4h10v10H4zM18 4h10v10H18zM4 18h10v10H4z"/><circle cx="23" cy="23" r="5" fill="#d6336c"/></svg>';

/** Options are written into the page as JSON, which has no functions: this stands for the fetcher until the page is text. */
const FETCHER_PLACE = 'the fetcher goes here';

const DEFAULT_HEADERS = '{\n  "authorization": ""\n}';

async function renderPage(examples: readonly ExampleOperation[]): Promise<{ html: Buffer; gzipped: Buffer }> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const text = renderGraphiQL({
    title: 'Plaza explorer',
    logo: LOGO,
    favicon: `data:image/svg+xml,${encodeURIComponent(LOGO)}`,
    fetcher: FETCHER_PLACE,
    defaultTabs: examples.map(({ query, variables }) => ({
      query,
      variables: variables ? JSON.stringify(variables, null, 2) : '',
      headers: DEFAULT_HEADERS,
    })),
    headers: DEFAULT_HEADERS,
    // A token that was pasted in is not left behind in the browser.
    shouldPersistHeaders: false,
  } as Parameters<typeof renderGraphiQL>[0]);
  const [before, after, more] = text.split(JSON.stringify(FETCHER_PLACE));
  if (before === undefined || after === undefined || more !== undefined) throw new Error('The explorer page has another form than expected.');
  const html = Buffer.from(before + EXPLORER_FETCHER + after);
  return { html, gzipped: await promisify(gzip)(html, { level: 6 }) };
}
