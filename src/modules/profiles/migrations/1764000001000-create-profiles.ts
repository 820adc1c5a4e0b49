import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateProfiles1764000001000 implements MigrationInterface {
  name = 'CreateProfiles1764000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE profiles (
        user_id uuid PRIMARY KEY,
        username text NOT NULL,
        username_key text NOT NULL CONSTRAINT profiles_username_key UNIQUE,
        display_name text,
        bio text,
        location text,
        website_url text,
        avatar_url text,
        status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'DELETING')),
        rev int NOT NULL DEFAULT 1,
        follower_count int NOT NULL DEFAULT 0,
        followee_count int NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        CHECK (username_key = lower(username))
      )`);
    await runner.query(`CREATE INDEX profiles_leaving ON profiles (user_id) WHERE status = 'DELETING'`);
    // Counters change often and stand in no index: room in the page keeps their updates there (HOT).
    await runner.query('ALTER TABLE profiles SET (fillfactor = 80)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE profiles');
  }
}
