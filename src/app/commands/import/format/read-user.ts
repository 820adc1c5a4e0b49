import { checkUsername, readProfileInput, usernameKey } from '../../../../modules/profiles/index.js';
import type { UserError } from '../../../../kernel/outcome.js';
import { BadLine } from './bad-line.js';
import type { Fields } from './fields.js';
import type { Mint, ReadContext, ReadRow } from './read-line.js';

/** A person: a profile, and where an address is known the account that a password can be set for later. */
export function readUser(fields: Fields, mint: Mint, context: ReadContext): ReadRow {
  const sourceId = fields.id('id');
  const username = fields.text('username');
  refuse(checkUsername(username));
  const profile = readProfileInput({
    displayName: joined(' ', fields.textOrNull('firstName'), fields.textOrNull('lastName')),
    location: joined(', ', fields.textOrNull('city'), fields.textOrNull('country')),
  });
  if (profile.refused) refuse(profile.refused);
  const plazaId = mint(fields.date('createdAt'), sourceId);
  const email = firstEmail(fields.peek('emails'));
  return {
    sourceId,
    plazaId,
    usernameKey: usernameKey(username),
    email: email === null ? null : context.sealEmail(plazaId, email),
    body: { username, displayName: profile.done?.displayName ?? null, location: profile.done?.location ?? null },
  };
}

function refuse(problems: readonly UserError[]): void {
  const [first] = problems;
  if (first) throw new BadLine(`"${first.field}" is refused: ${first.message}`);
}

const joined = (separator: string, ...parts: readonly (string | null)[]): string | null => parts.filter((part) => part?.trim()).join(separator) || null;

function firstEmail(emails: unknown): string | null {
  if (emails == null) return null;
  if (!Array.isArray(emails) || !emails.every((email) => typeof email === 'string')) throw new BadLine('"emails" must be a list of texts');
  return (emails as string[])[0] ?? null;
}
