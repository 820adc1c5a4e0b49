import { createHash } from 'node:crypto';
import { createWriteStream, readFileSync } from 'node:fs';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { rootCertificates } from 'node:tls';

/** How to ask. */
export interface Ask {
  headers?: Record<string, string>;
  /** PEM file with further authorities to trust (a company's proxy, say). */
  caFile?: string;
  signal?: AbortSignal;
  /** Without a byte for this long the server counts as dead. */
  idleMs?: number;
}

const MAX_REDIRECTS = 5;

/** An explicit `ca` replaces Node's list and NODE_EXTRA_CA_CERTS with it, hence the sum; `fetch` would take no CA on Node 20. */
function authorities(caFile: string | undefined): string[] | undefined {
  if (!caFile) return undefined;
  const extra = process.env.NODE_EXTRA_CA_CERTS;
  const files = extra ? [caFile, extra] : [caFile];
  return [...rootCertificates, ...files.map(file => readFileSync(file, 'utf8'))];
}

/** GETs with certificates checked, following redirects; `url` in the answer is where it ended. Throws an Error for anything but 200. */
export async function request(address: string, ask: Ask = {}, redirects = MAX_REDIRECTS): Promise<{ response: IncomingMessage; url: string }> {
  const url = new URL(address);
  const headers: Record<string, string> = { 'user-agent': 'plaza-start', ...ask.headers };
  if (url.username) {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    url.username = url.password = '';
  }
  const idleMs = ask.idleMs ?? 20_000;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { headers, signal: ask.signal, timeout: idleMs, agent: false as const };
    const sent = url.protocol === 'https:' ? httpsGet(url, { ...options, ca: authorities(ask.caFile) }, resolve) : httpGet(url, options, resolve);
    sent.once('timeout', () => sent.destroy(new Error(`${url.origin} is silent for ${idleMs / 1000} s`)));
    sent.once('error', error => reject(new Error(`${url.origin} can't be reached: ${error.message || (error as NodeJS.ErrnoException).code}`)));
  });
  const status = response.statusCode ?? 0;
  if (status >= 300 && status < 400 && response.headers.location && redirects > 0) {
    response.resume();
    const next = new URL(response.headers.location, url);
    const { authorization: _, ...others } = ask.headers ?? {};
    return request(next.href, { ...ask, headers: next.origin === url.origin ? ask.headers : others }, redirects - 1);
  }
  if (status !== 200) {
    response.resume();
    throw new Error(`${url.origin} answers ${status}`);
  }
  return { response, url: url.href };
}

/** GETs a text. */
export async function fetchText(address: string, ask: Ask = {}): Promise<{ text: string; type: string; url: string }> {
  const { response, url } = await request(address, ask);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { text: Buffer.concat(chunks).toString('utf8'), type: response.headers['content-type'] ?? '', url };
}

/** GETs into a file; gives its sha256 (hex). `onBytes` is told the bytes so far and the total (0 when unknown). */
export async function downloadTo(file: string, address: string, ask: Ask & { onBytes?: (bytes: number, total: number) => void } = {}): Promise<string> {
  const { response } = await request(address, ask);
  const hash = createHash('sha256');
  const total = Number(response.headers['content-length'] ?? 0);
  let bytes = 0;
  await pipeline(
    response,
    async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        hash.update(chunk);
        bytes += chunk.length;
        ask.onBytes?.(bytes, total);
        yield chunk;
      }
    },
    createWriteStream(file),
  );
  return hash.digest('hex');
}
