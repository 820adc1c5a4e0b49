import type { MigrationInterface, QueryRunner } from 'typeorm';

class CreateOutbox1764000000000 implements MigrationInterface {
  name = 'CreateOutbox1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox (
        id uuid PRIMARY KEY,
        type text NOT NULL,
        topics text[] NOT NULL,
        occurred_at timestamptz NOT NULL,
        actor_id uuid,
        data jsonb NOT NULL,
        narrows boolean NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE counter_deltas (
        id uuid PRIMARY KEY,
        owner text NOT NULL,
        subject_key text NOT NULL,
        subject jsonb NOT NULL,
        counter text NOT NULL,
        step int NOT NULL
      )`);
    await runner.query('CREATE INDEX counter_deltas_by_subject ON counter_deltas (subject_key, step DESC)');
    await runner.query(`
      CREATE TABLE idempotency (
        viewer_id uuid NOT NULL,
        mutation text NOT NULL,
        key text NOT NULL,
        input_hash text NOT NULL,
        result jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (viewer_id, mutation, key)
      )`);
    await runner.query('CREATE INDEX idempotency_by_age ON idempotency (created_at)');
    // Rows live for milliseconds in the first two: without frequent vacuuming their indexes fill with the dead.
    await runner.query('ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)');
    await runner.query('ALTER TABLE counter_deltas SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency, counter_deltas, outbox');
  }
}

export const outboxPostgresMigrations = [CreateOutbox1764000000000];
