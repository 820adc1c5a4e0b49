import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests to follow private accounts, and what people do not want to meet in their home feed. */
export class Privacy1764100006101 implements MigrationInterface {
  name = 'Privacy1764100006101';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE follow_requests (
        id uuid PRIMARY KEY,
        requester_id uuid NOT NULL REFERENCES profiles (user_id),
        target_id uuid NOT NULL REFERENCES profiles (user_id),
        CONSTRAINT follow_requests_pair UNIQUE (requester_id, target_id),
        CHECK (requester_id <> target_id)
      )`);
    await runner.query('CREATE INDEX follow_requests_of_target ON follow_requests (target_id, id)');
    await runner.query('CREATE INDEX follow_requests_of_requester ON follow_requests (requester_id, id)');
    // A mute without an end ends at infinity, so that whether it holds is one comparison.
    await runner.query(`
      CREATE TABLE mutes (
        id uuid PRIMARY KEY,
        muter_id uuid NOT NULL REFERENCES profiles (user_id),
        muted_id uuid NOT NULL REFERENCES profiles (user_id),
        until timestamptz NOT NULL DEFAULT 'infinity',
        CONSTRAINT mutes_pair UNIQUE (muter_id, muted_id),
        CHECK (muter_id <> muted_id)
      )`);
    await runner.query('CREATE INDEX mutes_of_muter ON mutes (muter_id, id)');
    // Both columns, as with blocks: many may mute one person.
    await runner.query('CREATE INDEX mutes_of_muted ON mutes (muted_id, muter_id)');
    await runner.query('CREATE INDEX mutes_ending ON mutes (until)');
    // The post lies in MongoDB: nothing here holds on to it, or to its author.
    await runner.query(`
      CREATE TABLE thread_mutes (
        id uuid PRIMARY KEY,
        muter_id uuid NOT NULL REFERENCES profiles (user_id),
        post_id uuid NOT NULL,
        post_author_id uuid NOT NULL,
        until timestamptz NOT NULL DEFAULT 'infinity',
        CONSTRAINT thread_mutes_pair UNIQUE (muter_id, post_id)
      )`);
    await runner.query('CREATE INDEX thread_mutes_of_muter ON thread_mutes (muter_id, id)');
    await runner.query('CREATE INDEX thread_mutes_of_post ON thread_mutes (post_id)');
    await runner.query('CREATE INDEX thread_mutes_ending ON thread_mutes (until)');
    // As with follows: most have one or two, and a probe for a pair must not become the reading of somebody's whole list.
    await runner.query('ALTER TABLE follow_requests ALTER requester_id SET (n_distinct = -0.02), ALTER target_id SET (n_distinct = -0.02)');
    await runner.query('ALTER TABLE mutes ALTER muter_id SET (n_distinct = -0.02), ALTER muted_id SET (n_distinct = -0.02)');
    await runner.query('ALTER TABLE thread_mutes ALTER muter_id SET (n_distinct = -0.02), ALTER post_id SET (n_distinct = -0.02)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE thread_mutes, mutes, follow_requests');
  }
}
