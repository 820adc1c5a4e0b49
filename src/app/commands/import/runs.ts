import type { Clock } from '../../../kernel/clock.js';
import type { PgTx, Postgres } from '../../../platform/postgres/postgres.js';
import type { Kind } from './format/kinds.js';

export type Phase = 'STAGING' | 'APPLYING' | 'COUNTING' | 'DONE';

/** How far the import of a source has come; `kind` and `line` name the last line that was applied. */
export interface Run {
  readonly fingerprint: string;
  readonly phase: Phase;
  readonly kind: Kind | null;
  readonly line: number;
}

/** The checkpoints of imports, one row a source. */
export class Runs {
  constructor(
    private readonly postgres: Postgres,
    private readonly clock: Clock,
    private readonly source: string,
  ) {}

  async current(): Promise<Run | null> {
    const rows = await this.postgres.query<Run>('import.run', 'SELECT fingerprint, phase, kind, line FROM import_runs WHERE source = $1', [this.source]);
    return rows[0] ?? null;
  }

  async begin(fingerprint: string): Promise<void> {
    await this.postgres.query('import.begin', BEGIN, [this.source, fingerprint, this.clock.now()]);
  }

  async enter(phase: Phase): Promise<void> {
    await this.postgres.query('import.enter', ENTER, [this.source, phase, phase === 'DONE' ? this.clock.now() : null]);
  }

  /** Within the transaction of the lines themselves, or after they are safely in the other store. */
  async reached(tx: PgTx, kind: Kind, line: number): Promise<void> {
    await tx.query('UPDATE import_runs SET kind = $2, line = $3 WHERE source = $1', [this.source, kind, line]);
  }

  async forget(): Promise<void> {
    await this.postgres.query('import.forget-run', 'DELETE FROM import_runs WHERE source = $1', [this.source]);
  }
}

const BEGIN = `
  INSERT INTO import_runs (source, fingerprint, phase, began_at) VALUES ($1, $2, 'STAGING', $3)
  ON CONFLICT (source) DO UPDATE
    SET fingerprint = excluded.fingerprint, phase = excluded.phase, kind = NULL, line = 0, began_at = excluded.began_at, ended_at = NULL`;

const ENTER = 'UPDATE import_runs SET phase = $2, ended_at = $3 WHERE source = $1';
