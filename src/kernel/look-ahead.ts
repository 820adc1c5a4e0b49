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
