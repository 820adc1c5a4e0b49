/** The demo world of the embedded default. */
export { DEMO_LOGIN, DEMO_OFFICIALS, seedDemoWorld, type SeedDeps, type SeedResult } from './seed-demo-world.js';
