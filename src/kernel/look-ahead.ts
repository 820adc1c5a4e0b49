import type { Id, UserId } from './ids.js';
import type { People, WantedPeople } from './people.js';
import type { Viewer } from './viewer.js';

/**
 * What a query asks for below a field, so that a root resolver can fetch it all with one command per store. Aliases of the
 * same field stand side by side; `@skip` and `@include` are already applied.
 */
export interface Selection {
  /** Every selection of `field` on this level, one per alias; empty where it is not asked for. */
  all(field: string): readonly SelectedField[];
  has(field: string): boolean;
  /** The only selection of `field`; null where there is none, or several with different arguments (then loaders do it). */
  only(field: string): SelectedField | null;
}

export interface SelectedField {
  readonly args: Readonly<Record<string, unknown>>;
  readonly selection: Selection;
}

/** Nothing is asked for: what jobs and events hand in; all that is read later comes through loaders. */
export const NO_SELECTION: Selection = { all: () => [], has: () => false, only: () => null };

/**
 * What a module adds to the reads of a module above it: its share of the owner's aggregate, and what it makes of the
 * result. So a page costs one command, and the owner knows none of those who contribute. `Shown` is the object that is
 * shown (a post, a comment), `Profile` what is known of a person.
 */
export interface AggregatePart<Shown, Profile> {
  /** What this query needs of the part; null where it is not asked for. */
  plan(question: PartQuestion): PlannedPart<Shown, Profile> | null;
}

export interface PartQuestion {
  readonly viewer: Viewer;
  /** What is asked for on the owner's object. */
  readonly selection: Selection;
  /** People who are hidden from the viewer, as far as they are known already: to be left out where rows are counted. */
  readonly hiddenIds?: readonly UserId[];
}

/** A row as the aggregate gave it: the owner's fields, and what parts have put beside them under names of their own. */
export interface RawRow {
  readonly _id: Id;
  readonly [field: string]: unknown;
}

/** A part at work for one read. The steps run in this order; `hydrate` beside the asking for people. */
export interface PlannedPart<Shown, Profile> {
  /** Appended to the owner's aggregate, after its rows are chosen; in the language of the owner's store. */
  readonly stages: readonly object[];
  /** Names the people in the part's share of the rows. */
  want(rows: readonly RawRow[], people: WantedPeople): void;
  /** Reads what the aggregate left to a cache. */
  hydrate(rows: readonly RawRow[]): Promise<void>;
  /** Applies the rules and hands the result to the object. Synchronous: everything is there. */
  attach(shown: Shown, row: RawRow, people: People<Profile>): void;
}

/** Names something that a part has fetched in advance, and its type; compared by identity. */
export class PrefetchKey<T> {
  declare protected readonly type: T;
  constructor(readonly name: string) {}
}

/** What parts have fetched for one object; a field that finds its answer here asks nobody. */
export class Prefetched {
  private values: Map<PrefetchKey<unknown>, unknown> | null = null;

  /** Undefined where it was not fetched; null is an answer. */
  get<T>(key: PrefetchKey<T>): T | undefined {
    return this.values?.get(key) as T | undefined;
  }

  set<T>(key: PrefetchKey<T>, value: T): void {
    (this.values ??= new Map()).set(key, value);
  }
}
