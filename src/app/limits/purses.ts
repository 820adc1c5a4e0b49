import { isSignedIn, type Viewer } from '../../kernel/viewer.js';
import { networkOf } from '../../platform/addresses.js';
import type { Purse } from '../../platform/limits/point-budgets.js';

/** Points a minute; 0 where there is no budget. */
export interface BudgetSizes {
  readonly viewer: number;
  readonly serviceToken: number;
  readonly anonymousAddress: number;
  readonly address: number;
}

/** Who pays for what somebody asks: their own purse first, whose state they are shown, then that of where they ask from. */
export function pursesOf(sizes: BudgetSizes, viewer: Viewer, address: string | null): readonly Purse[] {
  const place = address === null ? 'nowhere' : networkOf(address);
  const purses: Purse[] = isSignedIn(viewer)
    ? [
        viewer.role === 'SERVICE' ? { key: `token:${viewer.sessionId}`, limit: sizes.serviceToken } : { key: `viewer:${viewer.userId}`, limit: sizes.viewer },
        { key: `address:${place}`, limit: sizes.address },
      ]
    : [{ key: `anonymous:${place}`, limit: sizes.anonymousAddress }];
  return purses.filter(({ limit }) => limit > 0);
}
