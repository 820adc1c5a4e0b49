import { connect } from 'node:net';

/** Writes bytes to the server's port as they are, and gives what comes back until it hangs up (or three seconds have passed). */
export function rawHttp(url: string, ...writes: readonly (string | Buffer)[]): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => {
      for (const each of writes) socket.write(each);
    });
    const patience = setTimeout(() => socket.destroy(), 3_000);
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(patience);
      resolve(text);
    });
  });
}

/** A request as text; without `content-length` unless a header says so. */
export const rawRequest = (start: string, headers: readonly string[], body = ''): string => `${start} HTTP/1.1\r\nHost: x\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n${body}`;
