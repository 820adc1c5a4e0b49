import type { Id } from './ids.js';
import type { PageOf, PageRequest } from './page.js';

/** How often a page that the rules made short is read on, before it is given back short. */
const MAX_REFILLS = 2;

export interface FilteredList<Row, Shown> {
  /** Reads rows in reading direction, at most `request.size + 1` of them; one more than asked means that there is more. */
  read(request: PageRequest): Promise<readonly Row[]>;
  /** Applies the rules to rows, in their order; null where the viewer may not see the row. */
  show(rows: readonly Row[]): Promise<readonly (Shown | null)[]>;
  positionOf(row: Row): Id;
}

/**
 * A page of what the viewer may see. Rows that the rules remove are passed over, and the page is read on at most twice;
 * then it stays short, says that there is more, and its far end lies behind the last row that was looked at.
 */
export async function readFiltered<Row, Shown>(request: PageRequest, list: FilteredList<Row, Shown>): Promise<PageOf<Shown>> {
  const kept: { readonly position: Id; readonly shown: Shown }[] = [];
  let far: Id | null = null;
  let more = true;
  for (let round = 0; more && round <= MAX_REFILLS && kept.length < request.size; round++) {
    const rows = await list.read(far === null ? request : { ...request, after: far });
    const looked = rows.slice(0, request.size);
    more = rows.length > request.size;
    if (looked.length) far = list.positionOf(looked.at(-1)!);
    const shown = await list.show(looked);
    looked.forEach((row, i) => {
      const view = shown[i] ?? null;
      if (view !== null) kept.push({ position: list.positionOf(row), shown: view });
    });
  }
  const page = kept.slice(0, request.size);
  // Where a refill gave more than there is room for, the next page starts with what was left over.
  const cut = kept.length > page.length;
  return inListOrder(request, page, more || cut, cut ? page.at(-1)!.position : far);
}

function inListOrder<Shown>(
  request: PageRequest,
  page: readonly { readonly position: Id; readonly shown: Shown }[],
  more: boolean,
  end: Id | null,
): PageOf<Shown> {
  const edges = page.map((row) => row.shown);
  const start = page[0]?.position ?? end;
  return request.backward
    ? { edges: edges.reverse(), hasNextPage: request.after !== null, hasPreviousPage: more, startPosition: end, endPosition: start }
    : { edges, hasNextPage: more, hasPreviousPage: request.after !== null, startPosition: start, endPosition: end };
}
