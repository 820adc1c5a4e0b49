/** What came of one part of the benchmark. */
export interface SectionResult {
  /** In Markdown. */
  readonly tables: readonly string[];
  /** All that was measured, for the file with the results. */
  readonly data: unknown;
}
