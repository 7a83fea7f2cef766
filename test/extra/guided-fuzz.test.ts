import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { ROOT } from '../helpers/sysshark.js';

/** Seconds per kind of input. */
const SECONDS = 300;

test.each(['capture', 'modes', 'filter', 'format'])(
  '%s: guided fuzzing finds no input with an unexpected error (findings are in build/fuzz/found)',
  async (target) => {
    const { exitCode, all } = await execa('npm', ['run', '-s', 'fuzz', '--', String(SECONDS), target], {
      cwd: ROOT,
      env: { NODE_OPTIONS: '' },
      all: true,
      reject: false,
    });
    expect({ exitCode, end: exitCode === 0 ? '' : all.slice(-4000) }).toEqual({ exitCode: 0, end: '' });
  },
  2 * SECONDS * 1000,
);
