import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What home feeds have to know for certain, whatever becomes of the timelines in Redis. */
export class HomeFeeds1764110006200 implements MigrationInterface {
  name = 'HomeFeeds1764110006200';

  async up(runner: QueryRunner): Promise<void> {
    // For good: whoever has been merged at read once has posts that no timeline took in.
    await runner.query('CREATE TABLE merged_authors (user_id uuid PRIMARY KEY REFERENCES profiles (user_id), since timestamptz NOT NULL DEFAULT now())');
    await runner.query('CREATE TABLE feed_markers (user_id uuid PRIMARY KEY REFERENCES profiles (user_id), position uuid NOT NULL, updated_at timestamptz NOT NULL)');
    // Timelines of an earlier generation are not believed: raised where something was written that nobody announced.
    await runner.query('CREATE TABLE feed_generation (one boolean PRIMARY KEY DEFAULT true CHECK (one), generation int NOT NULL)');
    await runner.query('INSERT INTO feed_generation (generation) VALUES (1)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE merged_authors, feed_markers, feed_generation');
  }
}
