import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Devices on which an account was signed in before, by the hash of what they keep. */
export class KnownDevices1764100007100 implements MigrationInterface {
  name = 'KnownDevices1764100007100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE known_devices (
        token_hash bytea PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES accounts (user_id) ON DELETE CASCADE,
        last_used_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX known_devices_by_user ON known_devices (user_id)');
    await runner.query('CREATE INDEX known_devices_by_use ON known_devices (last_used_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE known_devices');
  }
}
