/** ESM throughout: the MongoDB driver does not connect in jest's CommonJS mode. Run through `npm test` or `npm run jest`. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};

export default {
  maxWorkers: 2,
  // Generous, for machines that do much else: what has to be fast is measured by bench/, not by a test that runs out of time.
  testTimeout: 180_000,
  // A test that can't be stopped is a leak; the runner says so instead of hiding it.
  forceExit: false,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{src,bench,examples}/**/*.test.ts', '<rootDir>/test/architecture/**/*.test.ts'] },
    {
      ...shared,
      displayName: 'features',
      testMatch: ['<rootDir>/test/{access,features,faults}/**/*.test.ts'],
      globalSetup: '<rootDir>/test/support/start-stores.mjs',
      globalTeardown: '<rootDir>/test/support/stop-stores.mjs',
    },
    { ...shared, displayName: 'launcher', testMatch: ['<rootDir>/test/launcher/**/*.test.ts'] },
  ],
};
