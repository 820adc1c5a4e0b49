import type { Postgres } from '../../../platform/postgres/postgres.js';
import type { ImportWriters } from './deps.js';

const BATCH = 2_000;

/** Usernames are one to a person, in any case, over all of Plaza; an address that somebody has is left out. */
export async function checkUsers(postgres: Postgres, source: string, writers: ImportWriters): Promise<void> {
  await postgres.query('import.repeated-names', REPEATED_NAMES, [source]);
  await postgres.query('import.repeated-emails', REPEATED_EMAILS, [source]);
  for (let line = 0; ; ) {
    const rows = await postgres.query<{ line: number; key: string; hash: Buffer | null }>('import.new-users', NEW_USERS, [source, line, BATCH]);
    if (rows.length === 0) return;
    line = rows.at(-1)!.line;
    const names = await writers.profiles.takenUsernames(rows.map((row) => row.key));
    if (names.size > 0) await postgres.query('import.taken-names', TAKEN_NAMES, [source, [...names]]);
    const emails = await writers.accounts.takenEmails(rows.flatMap((row) => row.hash ?? []));
    if (emails.length > 0) await postgres.query('import.taken-emails', TAKEN_EMAILS, [source, emails]);
  }
}

const NEW_USERS = `
  SELECT line, username_key AS key, email_hash AS hash FROM import_staging
  WHERE source = $1 AND kind = 'user' AND state = 'NEW' AND line > $2 ORDER BY line LIMIT $3`;

const REPEATED_NAMES = `
  UPDATE import_staging s SET state = 'BAD', reason = '"username" ' || (s.body ->> 'username') || ' is that of line ' || ranked.first
  FROM (SELECT line, first_value(line) OVER (PARTITION BY username_key ORDER BY line) AS first
        FROM import_staging WHERE source = $1 AND kind = 'user' AND state = 'NEW') AS ranked
  WHERE s.source = $1 AND s.kind = 'user' AND s.line = ranked.line AND ranked.line <> ranked.first`;

const REPEATED_EMAILS = `
  UPDATE import_staging s SET email_cipher = NULL, email_hash = NULL
  FROM (SELECT line, first_value(line) OVER (PARTITION BY email_hash ORDER BY line) AS first
        FROM import_staging WHERE source = $1 AND kind = 'user' AND state = 'NEW' AND email_hash IS NOT NULL) AS ranked
  WHERE s.source = $1 AND s.kind = 'user' AND s.line = ranked.line AND ranked.line <> ranked.first`;

const TAKEN_NAMES = `
  UPDATE import_staging SET state = 'BAD', reason = '"username" ' || (body ->> 'username') || ' is taken by somebody in Plaza'
  WHERE source = $1 AND kind = 'user' AND state = 'NEW' AND username_key = ANY($2)`;

const TAKEN_EMAILS = `
  UPDATE import_staging SET email_cipher = NULL, email_hash = NULL
  WHERE source = $1 AND kind = 'user' AND state = 'NEW' AND email_hash = ANY($2)`;
