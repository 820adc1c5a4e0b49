/**
 * The floor of live delivery: a websocket server that sends what it is given to everybody, and knows nothing. It says just so
 * much of graphql-transport-ws that the same client can listen to it. `POST /publish` with a payload as its body.
 */
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { nextMessage } from './events.js';
import { serveControl } from './control.js';

const subscribers = new Map<WebSocket, string>();
const server = createServer(serveControl((payload) => subscribers.forEach((id, socket) => socket.send(nextMessage(id, payload)))));
const sockets = new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false, handleProtocols: () => 'graphql-transport-ws' });

sockets.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    const { type, id } = JSON.parse(data.toString()) as { type: string; id?: string };
    if (type === 'connection_init') socket.send(JSON.stringify({ type: 'connection_ack' }));
    else if (type === 'subscribe') subscribers.set(socket, id!);
  });
  socket.once('close', () => subscribers.delete(socket));
});

server.listen(Number(process.env['PORT']), '127.0.0.1');
