import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSuspensions1764100005100 implements MigrationInterface {
  name = 'CreateSuspensions1764100005100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE suspensions (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES profiles (user_id) ON DELETE CASCADE,
        reason text NOT NULL,
        suspended_at timestamptz NOT NULL,
        suspended_by uuid REFERENCES profiles (user_id) ON DELETE SET NULL,
        lifted_at timestamptz,
        lifted_by uuid REFERENCES profiles (user_id) ON DELETE SET NULL
      )`);
    await runner.query('CREATE UNIQUE INDEX suspensions_current ON suspensions (user_id) WHERE lifted_at IS NULL');
    await runner.query('CREATE INDEX suspensions_newest ON suspensions (id) WHERE lifted_at IS NULL');
    // For the foreign keys: whoever leaves takes their name out of the history.
    await runner.query('CREATE INDEX suspensions_of_user ON suspensions (user_id)');
    await runner.query('CREATE INDEX suspensions_by_moderator ON suspensions (suspended_by)');
    await runner.query('CREATE INDEX suspensions_by_lifter ON suspensions (lifted_by) WHERE lifted_by IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE suspensions');
  }
}
