import type { MigrationInterface, QueryRunner } from 'typeorm';

class CreateMails1764100002200 implements MigrationInterface {
  name = 'CreateMails1764100002200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE mails (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        "values" jsonb NOT NULL,
        state text NOT NULL CHECK (state IN ('PENDING', 'DEAD')),
        attempts int NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL,
        last_error text,
        created_at timestamptz NOT NULL
      )`);
    await runner.query("CREATE INDEX mails_pending ON mails (next_attempt_at) WHERE state = 'PENDING'");
    await runner.query("CREATE INDEX mails_dead ON mails (created_at) WHERE state = 'DEAD'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE mails');
  }
}

export const mailMigrations = [CreateMails1764100002200];
