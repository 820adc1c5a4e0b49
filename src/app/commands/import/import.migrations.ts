import type { MigrationInterface, QueryRunner } from 'typeorm';

class CreateImports1764000009000 implements MigrationInterface {
  name = 'CreateImports1764000009000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE import_runs (
        source text PRIMARY KEY,
        fingerprint text NOT NULL,
        phase text NOT NULL CHECK (phase IN ('STAGING', 'APPLYING', 'COUNTING', 'DONE')),
        kind text,
        line int NOT NULL DEFAULT 0,
        began_at timestamptz NOT NULL,
        ended_at timestamptz
      )`);
    // No foreign keys: people of other sources, and of none, may go while this waits to be applied.
    await runner.query(`
      CREATE TABLE import_staging (
        source text NOT NULL,
        kind text NOT NULL,
        line int NOT NULL,
        state text NOT NULL CHECK (state IN ('NEW', 'KNOWN', 'BAD')),
        reason text,
        source_id text,
        plaza_id uuid,
        person text,
        person_id uuid,
        subject text,
        subject_kind text,
        subject_id uuid,
        subject_is_earlier boolean NOT NULL DEFAULT false,
        post_id uuid,
        post_author_id uuid,
        parent text,
        parent_id uuid,
        depth int,
        ancestor_ids uuid[],
        ancestor_author_ids uuid[],
        username_key text,
        email_cipher bytea,
        email_hash bytea,
        body jsonb,
        sealed bytea,
        PRIMARY KEY (source, kind, line)
      )`);
    await runner.query('CREATE INDEX import_staging_by_id ON import_staging (source, kind, source_id)');
    await runner.query('CREATE INDEX import_staging_by_parent ON import_staging (source, parent) WHERE parent IS NOT NULL');
    await runner.query('CREATE INDEX import_staging_by_post ON import_staging (source, post_id) WHERE post_id IS NOT NULL');
    await runner.query('CREATE INDEX import_staging_by_person ON import_staging (person_id) WHERE person_id IS NOT NULL');
    await runner.query(`
      CREATE TABLE import_ids (
        source text NOT NULL,
        kind text NOT NULL,
        source_id text NOT NULL,
        plaza_id uuid NOT NULL,
        owner_id uuid NOT NULL,
        followee_id uuid,
        PRIMARY KEY (source, kind, source_id)
      )`);
    await runner.query('CREATE INDEX import_ids_by_owner ON import_ids (owner_id)');
    await runner.query('CREATE INDEX import_ids_by_followee ON import_ids (followee_id) WHERE followee_id IS NOT NULL');
    await runner.query(`
      CREATE TABLE import_sources (
        plaza_id uuid PRIMARY KEY,
        kind text NOT NULL,
        source text NOT NULL,
        owner_id uuid NOT NULL,
        sealed bytea NOT NULL
      )`);
    await runner.query('CREATE INDEX import_sources_by_owner ON import_sources (owner_id)');
    await runner.query('CREATE TABLE seed_runs (name text PRIMARY KEY, began_at timestamptz NOT NULL, ended_at timestamptz)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE seed_runs, import_sources, import_ids, import_staging, import_runs');
  }
}

export const importMigrations = [CreateImports1764000009000];
