// expected output was made in UTC
process.env.TZ = 'UTC';

// under sudo captures would go on as its caller, who may not write where the tests do
delete process.env.SUDO_UID;

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  reporters: ['default', '<rootDir>/test/helpers/reporter.js'],
  // live captures are of the one machine: what other tests do there they would record too, or lose
  maxWorkers: 1,
  testTimeout: 60000,
  // its default replaces setters on what signal-exit (in execa) keeps on process, which then never ends
  testEnvironmentOptions: { globalsCleanup: 'off' },
};
