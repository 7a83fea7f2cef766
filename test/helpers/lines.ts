import { expect } from '@jest/globals';
import { sysshark } from './sysshark.js';

/** Lines that the program prints with these arguments. It must print nothing on standard error and succeed. */
export async function lines(...args: string[]): Promise<string[]> {
  const { stdout, stderr, exitCode } = await sysshark(args);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return stdout === '' ? [] : stdout.split('\n');
}
