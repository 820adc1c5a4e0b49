import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FiledMail, MailFolder } from '../../platform/mail/index.js';
import { escapeHtml } from '../../platform/mail/letter.js';
import { contentPolicy } from './content-policy.js';

const LISTED = 50;

/** Nothing on these pages runs or is fetched; letters may open their links in a window of their own. */
const POLICY = contentPolicy({ 'style-src': "'unsafe-inline'" });

/** Serves the letters that development leaves in a folder: `/mails`, and each by its id. For this machine alone. */
export function serveMails(fastify: FastifyInstance, folder: MailFolder): void {
  const page = (reply: FastifyReply, title: string, body: string) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).header('cache-control', 'no-store').send(layout(title, body));

  fastify.get('/mails', async (request, reply) => (isOfThisMachine(request) ? page(reply, 'Letters', list(await folder.list(LISTED))) : reply.callNotFound()));
  fastify.get<{ Params: { id: string } }>('/mails/:id', async (request, reply) => {
    const mail = isOfThisMachine(request) ? await folder.read(request.params.id) : null;
    return mail ? page(reply, mail.subject, letter(mail)) : reply.callNotFound();
  });
}

/**
 * Letters open accounts. So they are shown to a browser on this machine alone, which asked for it by a name of this machine:
 * other web sites may point a name of their own here, and a proxy asks on behalf of others.
 */
function isOfThisMachine({ socket, headers }: FastifyRequest): boolean {
  const isLoopback = /^(127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? '');
  const isOwnName = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(headers.host ?? '');
  return isLoopback && isOwnName && headers['x-forwarded-for'] === undefined && headers['forwarded'] === undefined;
}

function list(mails: readonly FiledMail[]): string {
  if (mails.length === 0) return '<p>No letters yet. Sign up, and the one to confirm your address lands here.</p>';
  const row = ({ id, sentAt, to, subject }: FiledMail) =>
    `<tr><td>${escapeHtml(sentAt.replace(/\..*/, '').replace('T', ' '))}</td><td>${escapeHtml(to)}</td><td><a href="/mails/${escapeHtml(id)}">${escapeHtml(subject)}</a></td></tr>`;
  return `<p>The latest ${LISTED}. Nothing was sent: <code>SMTP_URL</code> is not set.</p><table><tr><th>When (UTC)</th><th>To</th><th>Subject</th></tr>${mails.map(row).join('')}</table>`;
}

function letter({ to, sentAt, text, html }: FiledMail): string {
  // The frame runs no scripts and has an origin of its own; its links open elsewhere.
  const framed = escapeHtml(`<base target="_blank">${html}`);
  return (
    `<p><a href="/mails">All letters</a></p><p>To ${escapeHtml(to)}, ${escapeHtml(sentAt)}</p><pre>${withLinks(text)}</pre>` +
    `<iframe title="The letter in HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" srcdoc="${framed}"></iframe>`
  );
}

/** Escaped text in which web addresses can be clicked. */
const withLinks = (text: string): string =>
  text.split(/(https?:\/\/[^\s<>"']+)/).map((part, i) => (i % 2 === 0 ? escapeHtml(part) : `<a target="_blank" rel="noopener noreferrer" href="${escapeHtml(part)}">${escapeHtml(part)}</a>`)).join('');

const STYLE = 'body{font:16px/1.5 sans-serif;max-width:960px;margin:32px auto;padding:0 16px}td,th{text-align:left;padding:4px 16px 4px 0}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f6f6f6;padding:16px}iframe{width:100%;height:480px;border:1px solid #ccc}';

const layout = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><h1>${escapeHtml(title)}</h1>${body}</body></html>`;
