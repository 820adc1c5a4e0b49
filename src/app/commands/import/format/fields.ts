import { isStorable } from '../../../../kernel/text.js';
import { BadLine } from './bad-line.js';

/** UTF-16 units. */
export const MAX_ID_LENGTH = 200;
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

/** The fields of one line, read by name. What nobody has read is left over, and kept as the row's source. Throws `BadLine`. */
export class Fields {
  private readonly read = new Set<string>(['formatVersion']);

  constructor(
    private readonly record: Readonly<Record<string, unknown>>,
    private readonly now: Date,
  ) {}

  /** An id of the source: text, since numbers beyond 2^53 would come out as others. */
  id(name: string): string {
    const value = this.take(name);
    if (typeof value !== 'string' || value === '') throw new BadLine(`"${name}" must be an id, a text that is not empty`);
    if (value.length > MAX_ID_LENGTH || !isStorable(value)) throw new BadLine(`"${name}" is not an id: at most ${MAX_ID_LENGTH} characters, all of them text`);
    return value;
  }

  idOrNull(name: string): string | null {
    return this.record[name] == null ? (this.take(name), null) : this.id(name);
  }

  textOrNull(name: string): string | null {
    const value = this.take(name);
    if (value == null) return null;
    if (typeof value !== 'string') throw new BadLine(`"${name}" must be a text or null`);
    return value;
  }

  text(name: string): string {
    const value = this.textOrNull(name);
    if (value === null) throw new BadLine(`"${name}" is missing`);
    return value;
  }

  /** A moment in UTC, not in the future: ids are minted from it, and feeds are ordered by ids. */
  date(name: string): Date {
    const value = this.take(name);
    const date = typeof value === 'string' && DATE.test(value) ? new Date(value) : null;
    // `new Date` rolls the 30th of February over into March.
    if (!date || Number.isNaN(date.getTime()) || !date.toISOString().startsWith((value as string).slice(0, 19))) {
      throw new BadLine(`"${name}" is not a date such as 2010-01-31T12:00:00.000Z`);
    }
    if (date.getTime() < 0) throw new BadLine(`"${name}" lies before 1970`);
    if (date > this.now) throw new BadLine(`"${name}" lies in the future`);
    return date;
  }

  choice<Name extends string>(name: string, choices: readonly Name[], fallback?: Name): Name {
    const value = this.take(name) ?? fallback;
    if (!choices.includes(value as Name)) throw new BadLine(`"${name}" must be one of ${choices.join(', ')}`);
    return value as Name;
  }

  /** Takes note that a field says nothing that Plaza would not find out by itself. */
  ignore(name: string): void {
    this.read.add(name);
  }

  /** A look at a field that stays with what is left over. */
  peek(name: string): unknown {
    return this.record[name];
  }

  /** The fields that nobody read and that say something; null where there are none. */
  leftOver(): Record<string, unknown> | null {
    const rest = Object.entries(this.record).filter(([name, value]) => !this.read.has(name) && value != null && !(Array.isArray(value) && value.length === 0));
    return rest.length > 0 ? Object.fromEntries(rest) : null;
  }

  private take(name: string): unknown {
    this.read.add(name);
    return this.record[name];
  }
}
