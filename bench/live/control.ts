import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the bench tells a server of its own: `POST /publish` with a payload, and `GET /readyz`. */
export const serveControl = (publish: (payload: string) => void) => (request: IncomingMessage, response: ServerResponse): void => {
  if (request.method !== 'POST') return void response.end('ok');
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    publish(Buffer.concat(chunks).toString('utf8'));
    response.end('ok');
  });
};
