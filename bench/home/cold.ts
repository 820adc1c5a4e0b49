/** Settings with which Plaza keeps no timelines: every home feed is read from the stores, as that of a reader who comes back after weeks. */
export const COLD: Readonly<Record<string, string>> = { HOME_TIMELINES: 'false' };
