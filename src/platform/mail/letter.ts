import type { Mail } from '../../kernel/mail.js';

/** What a letter says, before it is text and HTML. */
export interface Letter {
  readonly to: string;
  /** Subject and heading. */
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** The one thing to do; the address stands in full in both forms. */
  readonly button?: { readonly label: string; readonly url: string };
  /** Why this letter came, and what to do where it was not asked for. */
  readonly footer: string;
}

/** The letter in plain text and in plain HTML: no pictures, nothing that is fetched, nothing that counts who has read it. */
export function writeLetter({ to, title, paragraphs, button, footer }: Letter): Mail {
  const subject = title.replace(/\s+/g, ' ');
  const text = [title, ...paragraphs, ...(button ? [`${button.label}:\n${button.url}`] : []), `--\n${footer}`].join('\n\n') + '\n';
  return { to, subject, text, html: htmlOf({ to, title, paragraphs, footer, ...(button && { button }) }) };
}

const PARAGRAPH = 'margin:0 0 16px;white-space:pre-line';

function htmlOf({ title, paragraphs, button, footer }: Letter): string {
  const body = [
    `<h1 style="font-size:20px;margin:0 0 16px">${escapeHtml(title)}</h1>`,
    ...paragraphs.map((paragraph) => `<p style="${PARAGRAPH}">${escapeHtml(paragraph)}</p>`),
    ...(button ? [buttonOf(button.label, button.url)] : []),
    `<p style="margin:24px 0 0;font-size:13px;color:#666;white-space:pre-line">${escapeHtml(footer)}</p>`,
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 sans-serif;color:#222;background:#fff"><div style="max-width:560px;margin:0 auto">
${body.join('\n')}
</div></body></html>
`;
}

function buttonOf(label: string, url: string): string {
  if (!/^https?:\/\//.test(url)) throw new Error('A letter links to web addresses only.');
  const address = escapeHtml(url);
  return (
    `<p style="${PARAGRAPH}"><a href="${address}" style="display:inline-block;padding:10px 18px;background:#a61e4d;color:#fff;text-decoration:none;border-radius:4px">${escapeHtml(label)}</a></p>\n` +
    `<p style="margin:0 0 16px;font-size:13px;color:#666;word-break:break-all">${address}</p>`
  );
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand in HTML, in quoted attributes too. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
