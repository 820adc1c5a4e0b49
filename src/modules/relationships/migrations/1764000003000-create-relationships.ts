import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateRelationships1764000003000 implements MigrationInterface {
  name = 'CreateRelationships1764000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE follows (
        id uuid PRIMARY KEY,
        follower_id uuid NOT NULL REFERENCES profiles (user_id),
        followee_id uuid NOT NULL REFERENCES profiles (user_id),
        CONSTRAINT follows_pair UNIQUE (follower_id, followee_id),
        CHECK (follower_id <> followee_id)
      )`);
    await runner.query('CREATE INDEX follows_of_followee ON follows (followee_id, id)');
    await runner.query('CREATE INDEX follows_of_follower ON follows (follower_id, id)');
    await runner.query(`
      CREATE TABLE blocks (
        id uuid PRIMARY KEY,
        blocker_id uuid NOT NULL REFERENCES profiles (user_id),
        blocked_id uuid NOT NULL REFERENCES profiles (user_id),
        CONSTRAINT blocks_pair UNIQUE (blocker_id, blocked_id),
        CHECK (blocker_id <> blocked_id)
      )`);
    // Both columns: many may block one person, and whether this one does must stay one probe, whichever index is taken.
    await runner.query('CREATE INDEX blocks_of_blocked ON blocks (blocked_id, blocker_id)');
    // Many follow only one or two, so that the planner takes a person's whole list for as good as the unique pair when it
    // probes for a pair, and reads thousands of rows where it meets the others. Let it think that everybody follows 50.
    await runner.query('ALTER TABLE follows ALTER follower_id SET (n_distinct = -0.02), ALTER followee_id SET (n_distinct = -0.02)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE blocks, follows');
  }
}
