import { EmbeddedStoreError, type StoreContext } from './context.js';
import { choosePort } from './free-port.js';
import { PortTakenError, type StoreProcess } from './store-process.js';

const TRIES = 4;

/**
 * Starts a server on the port of last time or a free one, and remembers it as `ports[instance]`. Between our look and the server's bind
 * another program may take the port: then with the next free one.
 */
export async function retryTakenPort(
  ctx: StoreContext,
  store: 'postgres' | 'mongodb' | 'redis',
  name: string,
  instance: string,
  start: (port: number) => Promise<StoreProcess>,
): Promise<{ server: StoreProcess; port: number }> {
  let wanted = ctx.memory.get(store).ports?.[instance];
  for (let tries = 1; ; tries++) {
    const port = await choosePort(wanted, name, ctx.log);
    try {
      const server = await start(port);
      ctx.memory.remember(store, { ports: { [instance]: port } });
      return { server, port };
    } catch (error) {
      if (!(error instanceof PortTakenError)) throw error;
      if (tries === TRIES) throw new EmbeddedStoreError(`${name} found its port taken ${TRIES} times in a row by other programs on 127.0.0.1.`);
      wanted = undefined;
    }
  }
}
