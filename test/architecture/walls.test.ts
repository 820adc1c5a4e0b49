import { expect, test } from '@jest/globals';
import { cruise, type IReporterOutput } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { createRequire } from 'node:module';

const rules = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');

test('the walls of docs/architecture.md stand', async () => {
  const { output } = (await cruise(
    ['src'],
    { ...rules.options, tsPreCompilationDeps: 'specify', ruleSet: { forbidden: rules.forbidden }, validate: true },
    undefined,
    { tsConfig: extractTSConfig('tsconfig.json') },
  )) as IReporterOutput & { output: { summary: { violations: { rule: { name: string }; from: string; to: string }[]; totalCruised: number } } };
  // A cruiser that can't read the sources finds nothing wrong with them.
  expect(output.summary.totalCruised).toBeGreaterThan(150);
  expect(output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
});
