const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*|#.*)\\.js$': '$1' },
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
};

/** The kind of a test is in its file name, so that each kind runs alone. */
const kind = (name, more = {}) => ({
  ...common,
  displayName: name,
  testMatch: [`<rootDir>/tests/**/*.${name}.test.ts`],
  ...more,
});

/** @type {import('jest').Config} */
export default {
  projects: [kind('unit'), kind('int'), kind('replay'), kind('e2e'), kind('chaos')],
  testTimeout: 120_000,
};
