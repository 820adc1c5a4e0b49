import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a session says of its request beyond being alive: the role of its account, whether a machine speaks, and what it may. */
export class SessionFacts1764100004100 implements MigrationInterface {
  name = 'SessionFacts1764100004100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE accounts ADD COLUMN role text NOT NULL DEFAULT 'USER'
        CONSTRAINT accounts_role CHECK (role IN ('USER', 'MODERATOR', 'ADMIN'))`);
    await runner.query(`
      ALTER TABLE sessions
        ADD COLUMN kind text NOT NULL DEFAULT 'PERSON' CONSTRAINT sessions_kind CHECK (kind IN ('PERSON', 'SERVICE')),
        ADD COLUMN scopes text[],
        ADD COLUMN device text,
        ADD COLUMN authenticated_at timestamptz,
        ADD CONSTRAINT sessions_scopes CHECK ((kind = 'SERVICE') = (scopes IS NOT NULL))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions DROP COLUMN kind, DROP COLUMN scopes, DROP COLUMN device, DROP COLUMN authenticated_at');
    await runner.query('ALTER TABLE accounts DROP COLUMN role');
  }
}
