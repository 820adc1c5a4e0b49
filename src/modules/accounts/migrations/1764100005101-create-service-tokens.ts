import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateServiceTokens1764100005101 implements MigrationInterface {
  name = 'CreateServiceTokens1764100005101';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE service_tokens (
        session_id uuid PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        token_hash bytea NOT NULL CONSTRAINT service_tokens_hash UNIQUE,
        name text NOT NULL,
        created_by uuid REFERENCES profiles (user_id) ON DELETE SET NULL
      )`);
    await runner.query(`ALTER TABLE sessions ADD COLUMN end_reason text CONSTRAINT sessions_end_reason CHECK (end_reason = 'SUSPENDED')`);
    await runner.query('CREATE INDEX service_tokens_by_maker ON service_tokens (created_by)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions DROP COLUMN end_reason');
    await runner.query('DROP TABLE service_tokens');
  }
}
