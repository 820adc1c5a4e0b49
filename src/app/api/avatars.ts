import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { isUsername, usernameKey } from '../../modules/profiles/index.js';

const CELLS = 5;
const SIZE = 100;

/** A picture for people who have none: a mirrored pattern in a colour of their own, the same for the same username. */
export function avatarSvg(username: string): string {
  const hash = createHash('sha256').update(usernameKey(username)).digest();
  const hue = Math.round((hash.readUInt16BE(0) / 65_536) * 360);
  const cell = SIZE / (CELLS + 1);
  const squares: string[] = [];
  for (let column = 0; column < Math.ceil(CELLS / 2); column++) {
    for (let row = 0; row < CELLS; row++) {
      if (hash[2 + column * CELLS + row]! % 2 === 0) continue;
      for (const x of new Set([column, CELLS - 1 - column])) squares.push(`M${at(x)} ${at(row)}h${round(cell)}v${round(cell)}h-${round(cell)}z`);
    }
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" role="img">` +
    `<rect width="${SIZE}" height="${SIZE}" fill="hsl(${hue},35%,92%)"/><path d="${squares.join('')}" fill="hsl(${hue},55%,45%)"/></svg>`
  );

  function at(index: number): number {
    return round(cell / 2 + index * cell);
  }
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Serves `/avatars/<username>.svg`. Drawn from the name alone: it tells nobody whether there is such a person. */
export function serveAvatars(fastify: FastifyInstance): void {
  fastify.get<{ Params: { file: string } }>('/avatars/:file', async (request, reply) => {
    const [, username] = /^(.+)\.svg$/.exec(request.params.file) ?? [];
    if (username === undefined || !isUsername(username)) return reply.callNotFound();
    return reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('content-security-policy', "default-src 'none'")
      .header('cross-origin-resource-policy', 'cross-origin')
      .type('image/svg+xml')
      .send(avatarSvg(username));
  });
}
