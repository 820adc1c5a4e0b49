import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';
import { freePort, ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

/** Told by a signal, it throws where nobody catches, and forgets a promise that is rejected. */
const CARELESS = `data:text/javascript,process.on('SIGUSR2',()=>{setTimeout(()=>{throw new Error('thrown')});Promise.reject(new Error('rejected'));})`;

let app: TestApp;
let server: ServerProcess;
let metricsPort: number;
beforeAll(async () => {
  app = await startTestApp({ env: { PLAZA_ROLE: 'api' } });
  metricsPort = await freePort();
  server = await ServerProcess.start(app.databases, app.masterSecret, await freePort(), { NODE_OPTIONS: `--import="${CARELESS}"`, METRICS_PORT: String(metricsPort) });
});
afterAll(async () => {
  await server.end('SIGKILL');
  await app.close();
});

test('T3: the process outlives an error that nobody caught and a promise that nobody minded, and counts them', async () => {
  const count = async () => Number(/^plaza_uncaught_total (\d+)/m.exec(await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text())?.[1]);
  expect(await count()).toBe(0);
  for (let n = 1; n <= 3; n++) {
    server.signal('SIGUSR2');
    await until(async () => (await count()) === 2 * n, 10_000);
    expect((await new Client(server.url).query('{ viewer { email } }')).status).toBe(200);
  }
});
