import type { Config } from '../platform/config/config.js';
import { DEMO_OFFICIALS } from './commands/seed/index.js';
import type { DemoLogin } from './demo.js';
import { mailFolder } from './mailing.js';
import type { RunningPlaza } from './start.js';

/** What a newcomer needs to see after the start: where, who, and something to paste. */
export function greet(plaza: RunningPlaza, demo: DemoLogin | null, config: Config, say: (line: string) => void): void {
  if (config.PLAZA_ROLE === 'worker') return say('The worker is at work.');
  const sockets = config.PLAZA_ROLE === 'api' ? '' : `  (websockets: ${plaza.url.replace('http', 'ws')}/graphql)`;
  say(`GraphQL     ${plaza.url}/graphql${sockets}`);
  if (!config.EXPLORER) return;
  say(`Explorer    ${plaza.url}/explorer  (needs no internet; Apollo Sandbox is at the GraphQL URL)`);
  if (mailFolder(config)) say(`Letters     ${plaza.url}/mails  (what would have been sent)`);
  if (!demo) return;
  const { username, password } = demo;
  say(`Demo login  ${username} / ${password}  (or: npm run token -- ${username})`);
  say(`Officials   ${DEMO_OFFICIALS.MODERATOR} (moderator), ${DEMO_OFFICIALS.ADMIN} (admin); the same password`);
  say(`Try         { user(username: "${username}") { displayName followerCount posts(first: 3) { edges { node { text commentCount } } } } }`);
}
