import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why somebody is absent are facts of their own, and more than one may hold: `status` is what follows from them. */
export class ProfileStates1764100001000 implements MigrationInterface {
  name = 'ProfileStates1764100001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE profiles
        ADD deleting_since timestamptz,
        ADD suspended_at timestamptz,
        ADD deactivated_at timestamptz,
        ADD is_private boolean NOT NULL DEFAULT false,
        ADD hides_follow_lists boolean NOT NULL DEFAULT false`);
    await runner.query(`UPDATE profiles SET deleting_since = now() WHERE status = 'DELETING'`);
    await runner.query('DROP INDEX profiles_leaving');
    await runner.query('ALTER TABLE profiles DROP COLUMN status');
    await runner.query(`
      ALTER TABLE profiles ADD status text NOT NULL GENERATED ALWAYS AS (CASE
        WHEN deleting_since IS NOT NULL THEN 'DELETING'
        WHEN suspended_at IS NOT NULL THEN 'SUSPENDED'
        WHEN deactivated_at IS NOT NULL THEN 'DEACTIVATED'
        ELSE 'ACTIVE' END) STORED`);
    await runner.query(`CREATE INDEX profiles_absent ON profiles (user_id) WHERE status <> 'ACTIVE'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX profiles_absent');
    await runner.query('ALTER TABLE profiles DROP COLUMN status');
    await runner.query(`ALTER TABLE profiles ADD status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'DELETING'))`);
    await runner.query(`UPDATE profiles SET status = 'DELETING' WHERE deleting_since IS NOT NULL`);
    await runner.query(`CREATE INDEX profiles_leaving ON profiles (user_id) WHERE status = 'DELETING'`);
    await runner.query(`
      ALTER TABLE profiles DROP COLUMN deleting_since, DROP COLUMN suspended_at, DROP COLUMN deactivated_at,
        DROP COLUMN is_private, DROP COLUMN hides_follow_lists`);
  }
}
