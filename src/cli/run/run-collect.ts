import type { CheckCapture } from '../../fleet/checks.js';
import { Collector } from '../../fleet/collector.js';
import { Store } from '../../fleet/store.js';
import { Tokens } from '../../fleet/tokens.js';
import { readPrivateFile } from '../../source/private-file.js';
import { EXIT } from '../exit-codes.js';
import type { CollectRequest } from '../options/fleet-options.js';
import { TextOutput } from '../print/text-output.js';
import type { ProcessIo } from '../process-io.js';
import { startOwnProgram } from './own-program.js';
import { planServerDrop } from './privileges.js';
import { RowWriting } from './row-writing.js';

/** How long a capture may take to be read, in ms, and the memory for its processes and descriptors. */
const CHECK_MS = 20_000;
const CHECK_MEMORY = '--state-memory=256m';

/** Reads all of a capture in a process of its own: it is a stranger's, and may be anything. */
const checkCapture: CheckCapture = async (path) => {
  const program = startOwnProgram(['-r', path, '-q', CHECK_MEMORY], null);
  program.stdout.resume();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    program.kill();
  }, CHECK_MS);
  const { status, stderr } = await program.ended;
  clearTimeout(timer);
  if (isLate) return `it takes longer than ${CHECK_MS / 1000} s`;
  const [reason = ''] = stderr.split('\n');
  return status === EXIT.DONE ? null : reason.replace(/^sysshark: /, '').replace(`${path}: `, '') || `status ${status}`;
};

/** Takes what hosts send until it is interrupted; resolves to the exit status. Throws SyssharkError. */
export async function runCollect(request: CollectRequest, version: string, processIo: ProcessIo): Promise<number> {
  const { listening, folder, certificate, hostLimit } = request;
  const { warn } = processIo;
  const writing = RowWriting.of(request, version, warn);
  const drop = planServerDrop(request, 'collect takes nothing', processIo);
  const tokens = Tokens.read(request.tokens, 'host');
  const operators = request.operators === null ? null : Tokens.read(request.operators, 'operator');
  if (request.operators !== null) operators?.refuseShared(tokens, request.operators);
  const store = new Store({ folder, limit: hostLimit, check: checkCapture, backlog: writing?.backlog ?? null, warn });
  const pem = certificate === null ? null : Buffer.from(readPrivateFile(certificate));
  const collector = new Collector({ listening, certificate: pem, tokens, operators, store, warn });
  const ended = new Promise<void>((resolve) => processIo.onEnd(() => resolve()));
  try {
    const address = await collector.listen();
    drop?.applyWhole();
    writing?.take();
    store.open();
    writing?.start(store);
    const text = new TextOutput(processIo.stdout, processIo.isStdoutTerminal);
    text.line(address);
    await text.flush();
    await ended;
    return EXIT.DONE;
  } finally {
    collector.close();
    await writing?.close();
  }
}
