import { connect } from 'node:net';

/** Sends AUTH and PING on a new connection; true for PONG, undefined for everything else (not up, still loading). */
export function ping(port: number, password: string): Promise<true | undefined> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    let answer = '';
    const end = (result: true | undefined): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    socket.on('data', chunk => {
      answer += chunk.toString();
      if (answer.includes('+PONG')) end(true);
      else if (answer.split('\n').length > 2) end(undefined);
    });
    socket.once('timeout', () => end(undefined));
    socket.once('error', () => end(undefined));
    socket.once('close', () => end(undefined));
  });
}
