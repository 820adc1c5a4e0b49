/**
 * Where random documents start: the same on every run unless FUZZ_SEED says otherwise, so that a red run means that the code changed.
 * `FUZZ_SEED=$RANDOM npm run jest -- test/features/grammar-fuzz` looks elsewhere; what a run used is written to its log.
 */
export const FUZZ_SEED = Number(process.env['FUZZ_SEED'] ?? 1);
