import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { contentPolicy } from './content-policy.js';
import { ACCOUNT_PAGES_SCRIPT } from './account-pages.script.js';

/** Where the links of letters lead as long as no front end of one's own (APP_URL) has taken them over. */
const ACCOUNT_PAGES = ['/confirm', '/reset-password', '/confirm-email'] as const;

const STYLE = 'body{font:16px/1.5 sans-serif;max-width:28em;margin:4em auto;padding:0 1em}label{display:block;margin:1em 0}input{display:block;width:100%;font:inherit}[hidden]{display:none}';
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** This script and this style, requests to this origin, and nothing else. */
const POLICY = contentPolicy({ 'script-src': hashOf(ACCOUNT_PAGES_SCRIPT), 'style-src': hashOf(STYLE), 'connect-src': "'self'" });

/** One page for all three: the script knows by the address what is to be done. */
const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Plaza</title><style>${STYLE}</style>
<body><h1 id="title">Plaza</h1>
<form id="form">
<label id="username" hidden>Another username <input autocomplete="username" maxlength="40"></label>
<label id="newPassword" hidden>New password <input type="password" autocomplete="new-password" minlength="8" maxlength="256"></label>
<button id="button"></button>
</form>
<p id="said" role="status"></p>
<noscript>This page needs JavaScript.</noscript>
<script>${ACCOUNT_PAGES_SCRIPT}</script>
</body></html>
`;

/** Serves the pages that letters link to, so that a newcomer can click. They need no internet and keep nothing. */
export function serveAccountPages(fastify: FastifyInstance): void {
  for (const path of ACCOUNT_PAGES) {
    fastify.get(path, async (_request, reply) =>
      reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).header('referrer-policy', 'no-referrer').header('cache-control', 'no-store').send(PAGE),
    );
  }
}
