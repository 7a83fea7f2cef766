import { readFileSync } from 'node:fs';
import { TWO_32 } from '../../bytes/int64.js';
import { ScapError, SyssharkError } from '../../errors.js';
import { CollectorClient } from '../../fleet/collector-client.js';
import { CollectorDestination } from '../../fleet/collector-destination.js';
import { checkBoot } from '../../fleet/item.js';
import { salvage } from '../../fleet/salvage.js';
import { Sender } from '../../fleet/sender.js';
import { Spool } from '../../fleet/spool.js';
import { readToken } from '../../fleet/tokens.js';
import type { EventConsumer } from '../../output/event-consumer.js';
import { readCertificates } from '../../plugins/http-exchange.js';
import { PacedSource } from '../../run/paced-source.js';
import type { SourceKind } from '../../run/sources.js';
import { reasonOf } from '../../source/system-error.js';
import type { ShipRequest } from '../options/fleet-options.js';
import { checkOptions } from '../options/run-options.js';
import type { Segments, SplitOptions } from '../options/split-options.js';
import type { ProcessIo } from '../process-io.js';
import { runCapture } from './run-capture.js';
import { RARE_EVENTS, sumsInto } from './ship-sums.js';

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

/** A kind of source whose events come at a rate, in events a second. */
const paced = (source: SourceKind, rate: number): SourceKind => ({
  ...source,
  open: async (request, parts) => {
    const opened = await source.open(request, parts);
    return { ...opened, source: new PacedSource(opened.source, rate) };
  },
});

/** The segments of a run, which go to a spool; `open` is called before the first one. Of a capture that is replayed, nothing is missing. */
function segmentsOf(spool: Spool, { options: { source }, hasSums }: ShipRequest, open: () => Promise<void>): Segments {
  const { isLive } = source;
  return {
    base: spool.base,
    next: () => spool.next(),
    endangered: () => [],
    open,
    begun: () => (isLive ? spool.begun() : undefined),
    finish: async (path, untilMs) => {
      await spool.finish(path);
      // sums say themselves up to when they are there
      if (isLive && !hasSums) spool.noteRecorded(untilMs / MS);
    },
  };
}

/** Captures into a spool, and sends what is in it, until it is interrupted; resolves to the exit status. Throws SyssharkError. */
export async function runShip(request: ShipRequest, processIo: ProcessIo): Promise<number> {
  const { options, limits, target, tokenFile, authority, spoolLimit, hasSums, rate } = request;
  const { warn } = processIo;
  // before root is given up: files of secrets may be root's
  const token = readToken(tokenFile);
  const trusted = authority === null ? null : readCertificates(authority, '--ca');
  const boot = readBoot();
  const spool = new Spool({ folder: request.spool, limit: spoolLimit, boot, warn });
  const sender = new Sender({
    spool,
    destination: new CollectorDestination(new CollectorClient({ target, token, authority: trusted })),
    warn,
  });
  let sending = null as Promise<void> | null;
  const open = async (): Promise<void> => {
    if (sending !== null) return;
    const parts = spool.open();
    sending = sender
      .run()
      .catch((error: Error) => warn(`sysshark: segments are not sent any longer: ${error.message}`));
    for (const part of parts) await salvage(part, spool, (from, to) => copyEvents(from, to, processIo), !hasSums);
  };
  const segments = segmentsOf(spool, request, open);
  const split: SplitOptions = { kind: 'spool', limits, segments, recorded: hasSums ? RARE_EVENTS : null };
  const source = rate === Number.POSITIVE_INFINITY ? options.source : paced(options.source, rate);
  const interrupted = new Promise<void>((resolve) => processIo.onEnd(() => resolve()));
  try {
    const consumer = hasSums ? sumsInto(spool, source.isLive) : null;
    const status = await runCapture({ ...options, source, split, consumer }, processIo);
    if (source.isLive) spool.concluded();
    else await Promise.race([spool.emptied(), interrupted, sending ?? Promise.resolve()]);
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
  if (!isSent) warn(`sysshark: ${leftText(spool)}`);
}

function leftText({ base, backlog: { items, bytes } }: Spool): string {
  const [files, are, them] = items === 1 ? ['1 file', 'is', 'it'] : [`${items} files`, 'are', 'them'];
  return `${files} in ${base} ${are} not sent yet (${bytes} bytes): the next ship sends ${them}`;
}
