import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Registrations1764100003100 implements MigrationInterface {
  name = 'Registrations1764100003100';

  async up(runner: QueryRunner): Promise<void> {
    // Neither username nor address is unique here: whoever confirms first has them.
    await runner.query(`
      CREATE TABLE registrations (
        id uuid PRIMARY KEY,
        username text NOT NULL,
        display_name text,
        email_cipher bytea NOT NULL,
        email_hash bytea NOT NULL,
        password_hash text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX registrations_by_email ON registrations (email_hash, created_at DESC)');
    await runner.query('CREATE INDEX registrations_by_end ON registrations (expires_at)');
    await runner.query(`
      CREATE TABLE email_requests (
        id uuid PRIMARY KEY,
        purpose text NOT NULL CHECK (purpose IN ('RESEND_CONFIRMATION', 'RESET_PASSWORD', 'CHANGE_EMAIL', 'TELL_FORMER_ADDRESS')),
        user_id uuid REFERENCES accounts (user_id) ON DELETE CASCADE,
        email_cipher bytea,
        email_hash bytea NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX email_requests_by_email ON email_requests (email_hash)');
    await runner.query('CREATE INDEX email_requests_by_user ON email_requests (user_id) WHERE user_id IS NOT NULL');
    await runner.query('CREATE INDEX email_requests_by_end ON email_requests (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE email_requests, registrations');
  }
}
