import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

// expected output was made in UTC
process.env.TZ = 'UTC';

// under sudo captures would go on as its caller, who may not write where the tests do
delete process.env.SUDO_UID;

// no test asks anybody off this machine
process.env.AWS_EC2_METADATA_DISABLED = 'true';
process.env.NO_GCE_CHECK = 'true';

// one number for all workers, which the reporter prints
if (process.env.SYSSHARK_SEED === 'random') process.env.SYSSHARK_SEED = String(randomInt(1, 2 ** 31));

const FOLDER = join(import.meta.dirname, 'test');

/**
 * Helpers of tests that capture on this machine or change it: what others do there they would record too, or lose. Files that
 * have only `describeLiveBesideOthers` run beside others.
 */
const OF_MACHINE = /from '.*\/(live|harness)\.js'/;

const tests = readdirSync(FOLDER, { recursive: true })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join(FOLDER, name));
/** What only .ci/extra runs: it explores, or takes long. */
const isExtra = (path) => path.startsWith(join(FOLDER, 'extra/'));
const isOfMachine = (path) => OF_MACHINE.test(readFileSync(path, 'utf8'));

const common = {
  testEnvironment: '<rootDir>/test/helpers/environment.js',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  // its default replaces setters on what signal-exit (in execa) keeps on process, which then never ends
  testEnvironmentOptions: { globalsCleanup: 'off' },
};

export default {
  // many tests wait for what they started
  maxWorkers: Math.ceil(1.5 * availableParallelism()),
  // of the whole run only: projects cannot have their own
  testTimeout: 120000 * Number(process.env.SYSSHARK_SLOWNESS ?? 1),
  testSequencer: '<rootDir>/test/helpers/sequencer.js',
  reporters: ['default', '<rootDir>/test/helpers/reporter.js'],
  projects: [
    { ...common, displayName: 'files', testMatch: tests.filter((path) => !isExtra(path) && !isOfMachine(path)) },
    {
      ...common,
      displayName: 'machine',
      testMatch: tests.filter((path) => !isExtra(path) && isOfMachine(path)),
      runner: '<rootDir>/test/helpers/serial-runner.js',
    },
    {
      ...common,
      displayName: 'extra',
      testMatch: tests.filter(isExtra),
      runner: '<rootDir>/test/helpers/serial-runner.js',
    },
  ],
};
