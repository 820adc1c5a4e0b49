import type { TestApp } from './app.js';

/** Counts every call of a resolver from now on: its methods stand on the instances that the schema asks. */
export function countResolvers(app: TestApp): { calls: number } {
  const counter = { calls: 0 };
  for (const resolver of app.plaza.assembly.resolvers as Record<string, unknown>[]) {
    for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(resolver))) {
      const method = resolver[name];
      if (name === 'constructor' || typeof method !== 'function') continue;
      resolver[name] = (...args: unknown[]) => {
        counter.calls++;
        return Reflect.apply(method, resolver, args) as unknown;
      };
    }
  }
  return counter;
}
