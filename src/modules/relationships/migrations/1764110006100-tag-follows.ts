import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tags whose posts somebody wants to meet in their home feed. */
export class TagFollows1764110006100 implements MigrationInterface {
  name = 'TagFollows1764110006100';

  async up(runner: QueryRunner): Promise<void> {
    // All that is asked is what one person follows: the key is the only index, and nothing says how many follow a tag.
    await runner.query(`
      CREATE TABLE tag_follows (
        user_id uuid NOT NULL REFERENCES profiles (user_id),
        tag text NOT NULL CHECK (tag <> ''),
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (user_id, tag)
      )`);
    await runner.query('ALTER TABLE tag_follows ALTER user_id SET (n_distinct = -0.02)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE tag_follows');
  }
}
