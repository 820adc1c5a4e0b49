import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SecurityEvents1764100002100 implements MigrationInterface {
  name = 'SecurityEvents1764100002100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE security_events (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES profiles (user_id),
        kind text NOT NULL,
        actor_id uuid,
        session_id uuid,
        ip_address text,
        user_agent text,
        details jsonb NOT NULL,
        happened_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX security_events_by_user ON security_events (user_id, id)');
    // What was written stays as it was written: rows go only where a transaction says that it purges.
    await runner.query(`
      CREATE FUNCTION keep_security_events() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' AND current_setting('plaza.audit_purge', true) = 'on' THEN
          RETURN NULL;
        END IF;
        RAISE EXCEPTION 'security_events is append-only: % is refused', TG_OP;
      END $$`);
    await runner.query(`
      CREATE TRIGGER security_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON security_events
      FOR EACH STATEMENT EXECUTE FUNCTION keep_security_events()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE security_events');
    await runner.query('DROP FUNCTION keep_security_events');
  }
}
