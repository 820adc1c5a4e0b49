/** The machine's own clock, the same in all its processes, which nobody sets. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
