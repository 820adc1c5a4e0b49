import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAccounts1764000002000 implements MigrationInterface {
  name = 'CreateAccounts1764000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE accounts (
        user_id uuid PRIMARY KEY REFERENCES profiles (user_id),
        email_cipher bytea NOT NULL,
        email_hash bytea NOT NULL CONSTRAINT accounts_email_hash UNIQUE,
        password_hash text NOT NULL,
        created_at timestamptz NOT NULL,
        deleting_since timestamptz,
        deletion_lease_until timestamptz
      )`);
    await runner.query('CREATE INDEX accounts_deleting ON accounts (deleting_since) WHERE deleting_since IS NOT NULL');
    await runner.query(`
      CREATE TABLE sessions (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES profiles (user_id),
        created_at timestamptz NOT NULL,
        last_used_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        user_agent text,
        ip_address text
      )`);
    await runner.query('CREATE INDEX sessions_by_user ON sessions (user_id)');
    await runner.query('CREATE INDEX sessions_by_end ON sessions (expires_at)');
    await runner.query('CREATE INDEX sessions_revoked ON sessions (revoked_at) WHERE revoked_at IS NOT NULL');
    await runner.query(`
      CREATE TABLE refresh_tokens (
        token_hash bytea PRIMARY KEY,
        session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL,
        used_at timestamptz,
        successor_hash bytea
      )`);
    await runner.query('CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id)');
    await runner.query(`
      CREATE TABLE signing_keys (
        kid text PRIMARY KEY,
        private_key_sealed bytea NOT NULL,
        public_jwk jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        retired_at timestamptz
      )`);
    await runner.query(`
      CREATE TABLE account_deletion_steps (
        user_id uuid NOT NULL REFERENCES accounts (user_id),
        step text NOT NULL,
        done_at timestamptz NOT NULL,
        PRIMARY KEY (user_id, step)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE account_deletion_steps, signing_keys, refresh_tokens, sessions, accounts');
  }
}
