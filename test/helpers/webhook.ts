import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { AS_ROOT } from './inspector.js';
import { PROGRAM } from './sysshark.js';

/** A webhook at work: `sysshark -I k8saudit:http://…`. */
export interface Webhook {
  /** Its address. */
  readonly address: string;
  readonly pid: number;
  /** Interrupts it, as Ctrl-C does, and resolves when it has ended. */
  end(): Promise<Ended>;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<Ended>;
}

interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  /** Without the line that says where it listens. */
  readonly stderr: string;
}

const LISTENS = /^sysshark: waits for audit events at (.*)$/;

/** Starts a webhook at a free port; `url` has port 0. */
export async function startWebhook(
  args: readonly string[] = [],
  url = 'http://127.0.0.1:0/audit',
  as: readonly string[] = AS_ROOT,
): Promise<Webhook> {
  const words = ['-I', `k8saudit:${url}`, ...as, ...args];
  const child = execa(PROGRAM, words, { reject: false, env: { TZ: 'UTC' }, stdin: 'ignore' });
  const ended = child.then(({ exitCode, stdout, stderr }) => ({
    exitCode,
    stdout: String(stdout),
    stderr: String(stderr)
      .split('\n')
      .filter((line) => !LISTENS.test(line))
      .join('\n'),
  }));
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const [, found] = LISTENS.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
    void ended.then(({ stderr }) => reject(new Error(`it does not listen: ${stderr}`)));
  });
  return {
    address,
    pid: child.pid as number,
    end: () => {
      child.kill('SIGINT');
      return ended;
    },
    ended,
  };
}
