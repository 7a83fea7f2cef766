import { execFile } from 'node:child_process';
import { isObject } from '../../bytes/json-object.js';
import { SyssharkError } from '../../errors.js';
import { givenKeys, jsonOf } from './given-keys.js';
import type { AwsKeySource } from './identity.js';
import { AskedKeys, type TimedKeys } from './key-source.js';

/** Longest time of the command, in ms, and most bytes that it prints. */
const PATIENCE = 60_000;
const MOST = 1 << 16;
const VERSION = 1;

/** The keys in what the command printed (Version 1); null if there are none. */
function keysIn(text: string): TimedKeys | null {
  const said = jsonOf(text);
  return isObject(said) && said['Version'] === VERSION ? givenKeys(said, 'SessionToken') : null;
}

/** What a command prints, which the shell runs, as the AWS tools have it. What it says on standard error is the user's to read. */
function run(command: string): Promise<{ readonly stdout: string; readonly failure: string | null }> {
  return new Promise((resolve) => {
    const limits = { timeout: PATIENCE, maxBuffer: MOST, killSignal: 'SIGKILL' } as const;
    const child = execFile('/bin/sh', ['-c', command], limits, (error, stdout) => {
      const { code, signal } = { ...error };
      const status =
        code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' ? `printed more than ${MOST} bytes` : `ended with status ${code}`;
      const failure = signal ? `was ended by ${signal}` : status;
      resolve({ stdout, failure: error === null ? null : failure });
    });
    child.stderr?.pipe(process.stderr);
    child.stdin?.end();
  });
}

/** The keys that the command `credential_process` of a profile prints. */
export function keysOfCommand(command: string, profile: string): AwsKeySource {
  return new AskedKeys(async () => {
    const { stdout, failure } = await run(command);
    const found = failure === null ? keysIn(stdout) : null;
    if (found !== null) return found;
    const what = failure ?? `printed no JSON with Version ${VERSION}, AccessKeyId and SecretAccessKey`;
    throw new SyssharkError('USAGE', `credential_process of the AWS profile "${profile}" ${what}`);
  });
}
