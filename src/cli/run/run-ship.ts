import { readFileSync } from 'node:fs';
import { TWO_32 } from '../../bytes/int64.js';
import { ScapError, SyssharkError } from '../../errors.js';
import { checkBoot } from '../../fleet/item.js';
import { salvage } from '../../fleet/salvage.js';
import { Sender } from '../../fleet/sender.js';
import { Spool } from '../../fleet/spool.js';
import { readToken } from '../../fleet/tokens.js';
import type { EventConsumer } from '../../output/event-consumer.js';
import { readCertificates } from '../../plugins/http-exchange.js';
import { reasonOf } from '../../source/system-error.js';
import type { ShipRequest } from '../options/fleet-options.js';
import { checkOptions } from '../options/run-options.js';
import type { ProcessIo } from '../process-io.js';
import { runCapture } from './run-capture.js';

/** How long what waits is still sent at the end, in ms. */
const DRAIN_MS = 5000;
const MS = 1000;
const NANOS = 1e9;
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** The id of this boot. Throws SyssharkError IO. */
function readBoot(): string {
  let text: string;
  try {
    text = readFileSync(BOOT_ID, 'latin1');
  } catch (error) {
    throw new SyssharkError('IO', `cannot read ${BOOT_ID}: ${reasonOf(error)}`, { cause: error });
  }
  return checkBoot(text);
}

/** Copies the events of a capture that is cut. */
async function copyEvents(from: string, to: string, processIo: ProcessIo): Promise<number | null> {
  let last: number | null = null;
  const consumer: EventConsumer = {
    event: ({ view }) => {
      last = (view.tsHi * TWO_32 + view.tsLo) / NANOS;
      return true;
    },
  };
  const options = { ...checkOptions({ read: [from], write: to, compress: true }, []), consumer };
  try {
    await runCapture(options, { ...processIo, warn: () => undefined });
  } catch (error) {
    // that it is cut is known
    if (!(error instanceof ScapError)) throw error;
  }
  return last;
}

/** Captures into a spool, and sends what is in it, until it is interrupted; resolves to the exit status. Throws SyssharkError. */
export async function runShip(request: ShipRequest, processIo: ProcessIo): Promise<number> {
  const { options, limits, target, tokenFile, authority, spoolLimit } = request;
  const { warn } = processIo;
  // before root is given up: files of secrets may be root's
  const token = readToken(tokenFile);
  const trusted = authority === null ? null : readCertificates(authority, '--ca');
  const boot = readBoot();
  const spool = new Spool({ folder: request.spool, limit: spoolLimit, boot, warn });
  const sender = new Sender({ spool, target, token, authority: trusted, warn });
  let sending: Promise<void> | null = null;
  const open = async (): Promise<void> => {
    if (sending !== null) return;
    const parts = spool.open();
    sending = sender
      .run()
      .catch((error: Error) => warn(`sysshark: segments are not sent any longer: ${error.message}`));
    for (const part of parts) await salvage(part, spool, (from, to) => copyEvents(from, to, processIo));
  };
  const segments = {
    base: spool.base,
    next: () => spool.next(),
    endangered: () => [],
    open,
    begun: () => spool.begun(),
    finish: async (path: string, untilMs: number) => {
      await spool.finish(path);
      spool.noteRecorded(untilMs / MS);
    },
  };
  try {
    const status = await runCapture({ ...options, split: { kind: 'spool', limits, segments } }, processIo);
    spool.concluded();
    return status;
  } finally {
    await conclude(sender, spool, sending, warn);
  }
}

/** Sends what waits, and says what is left. */
async function conclude(
  sender: Sender,
  spool: Spool,
  sending: Promise<void> | null,
  warn: ProcessIo['warn'],
): Promise<void> {
  sender.stop();
  await sending;
  const isSent = sending === null || (await sender.drain(DRAIN_MS));
  sender.close();
  spool.close();
  const { items, bytes } = spool.backlog;
  if (!isSent) warn(`sysshark: ${items} of ${spool.base} are not sent yet (${bytes} bytes): the next ship sends them`);
}
