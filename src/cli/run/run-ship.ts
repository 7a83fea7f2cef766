import { readFileSync } from 'node:fs';
import { SyssharkError } from '../../errors.js';
import { CollectorClient } from '../../fleet/collector-client.js';
import { CollectorDestination } from '../../fleet/collector-destination.js';
import type { Destination } from '../../fleet/destination.js';
import { checkBoot } from '../../fleet/item.js';
import { brokerOf } from '../../fleet/nats/broker.js';
import { loadNats } from '../../fleet/nats/nats.js';
import { NatsDestination } from '../../fleet/nats/nats-destination.js';
import { ownName } from '../../fleet/own-name.js';
import { Ring } from '../../fleet/ring.js';
import { RingSender } from '../../fleet/ring-sender.js';
import { type FinishSegment, salvage } from '../../fleet/salvage.js';
import { Sender } from '../../fleet/sender.js';
import { Spool } from '../../fleet/spool.js';
import { readToken } from '../../fleet/tokens.js';
import type { EventConsumer } from '../../output/event-consumer.js';
import { readCertificates } from '../../plugins/http-exchange.js';
import { PacedSource } from '../../run/paced-source.js';
import type { OpenSource, SourceKind } from '../../run/sources.js';
import { reasonOf } from '../../source/system-error.js';
import type { ShipRequest } from '../options/ship-options.js';
import type { Segments, SplitOptions } from '../options/split-options.js';
import type { ProcessIo } from '../process-io.js';
import { copyEvents, keepRare } from './copy-events.js';
import { runCapture } from './run-capture.js';
import { RARE_EVENTS, spoolSums, sumsFor } from './ship-sums.js';

/** How long what waits is still sent at the end, in ms. */
const DRAIN_MS = 5000;
const MS = 1000;
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

/** A kind of source whose events come at a rate, in events a second. */
const paced = (source: SourceKind, rate: number): SourceKind => ({
  ...source,
  open: async (request, parts) => {
    const opened = await source.open(request, parts);
    return { ...opened, source: new PacedSource(opened.source, rate) };
  },
});

/** What sends, and from where. */
interface Shipping {
  readonly spool: Spool;
  readonly ring: Ring | null;
  readonly sender: Sender;
  /** Sends periods of the ring; null if nobody may ask for them. */
  readonly ringSender: RingSender | null;
}

/** What segments are sent to, and a client that asks it for requests; null if it has none. */
interface Ends {
  readonly destination: Destination;
  readonly asks: CollectorClient | null;
}

/** Prepares where segments go, while files of secrets, which may be root's, can be read. Throws SyssharkError. */
async function endsOf({ goal, allowsFetch }: ShipRequest, env: ProcessIo['env']): Promise<Ends> {
  if (goal.kind === 's3') {
    const { S3Destination } = await import('../../fleet/s3-destination.js');
    return { destination: new S3Destination(goal.place, env, goal.isInsecure), asks: null };
  }
  if (goal.kind === 'nats') {
    const destination = new NatsDestination(
      loadNats(),
      brokerOf(goal.address, goal.tokenFile, goal.authority),
      ownName(),
    );
    return { destination, asks: null };
  }
  const { target, tokenFile } = goal;
  const authority = goal.authority === null ? null : readCertificates(goal.authority, '--ca');
  const parts = { target, token: readToken(tokenFile), authority };
  const destination = new CollectorDestination(new CollectorClient(parts), allowsFetch);
  return { destination, asks: allowsFetch ? new CollectorClient(parts) : null };
}

/** Prepares what a request asks for; nothing is opened yet. Throws SyssharkError. */
async function prepare(request: ShipRequest, { env, warn }: ProcessIo): Promise<Shipping> {
  const { spoolLimit, spool: folder } = request;
  const { destination, asks } = await endsOf(request, env);
  const spool = new Spool({ folder, limit: spoolLimit, boot: readBoot(), warn });
  const ring = request.ring === null ? null : new Ring({ ...request.ring, spool: folder });
  return {
    spool,
    ring,
    sender: new Sender({ spool, destination, warn }),
    ringSender: ring !== null && asks !== null ? new RingSender({ ring, client: asks, warn }) : null,
  };
}

/** The segments of a run, which go to a spool; `open` is called before the first one. Of a capture that is replayed, nothing is missing. */
function segmentsOf(
  { spool, ring }: Shipping,
  { options, hasSums }: ShipRequest,
  processIo: ProcessIo,
  open: (finish: FinishSegment) => Promise<void>,
): Segments {
  const { isLive } = options.source;
  const finish: FinishSegment = async (part, span) => {
    ring?.keep(part, span);
    // the ring has all events
    if (ring !== null && hasSums) await keepRare(part, processIo);
    await spool.finish(part);
  };
  const finishRecorded: FinishSegment = async (part, span) => {
    await finish(part, span);
    // sums say themselves up to when they are there
    if (!hasSums) spool.noteRecorded(span.untilMs / MS);
  };
  return {
    base: spool.base,
    next: () => spool.next(),
    endangered: () => [],
    open: () => open(finishRecorded),
    begun: () => (isLive ? spool.begun() : undefined),
    finish: isLive ? finishRecorded : finish,
  };
}

/** A kind of source, and how many events it has lost. */
function counted(source: SourceKind): { readonly source: SourceKind; readonly lost: () => number } {
  let live = null as OpenSource['live'] | null;
  return {
    source: {
      ...source,
      open: async (request, parts) => {
        const opened = await source.open(request, parts);
        live = opened.live ?? null;
        return opened;
      },
    },
    lost: () => Number(live?.losses.events ?? 0),
  };
}

/** What takes the events of a run beside its segments, in order. */
async function consumersOf(
  { otlp, hasSums, options: { source } }: ShipRequest,
  spool: Spool,
  parts: { readonly version: string; readonly warn: ProcessIo['warn']; readonly lost: () => number },
): Promise<readonly EventConsumer[]> {
  const telemetry =
    otlp === null ? null : (await import('./ship-otlp.js')).openTelemetry(otlp, parts.version, parts.warn, parts.lost);
  const takers = [hasSums ? spoolSums(spool, source.isLive) : null, telemetry?.take ?? null].filter(
    (one) => one !== null,
  );
  const sums = takers.length === 0 ? null : sumsFor(takers, source.isLive);
  return [sums, telemetry?.consumer ?? null].filter((one) => one !== null);
}

/**
 * Captures into a spool, and sends what is in it, until it is interrupted; resolves to the exit status. `version`: that of the program.
 * Throws SyssharkError.
 */
export async function runShip(request: ShipRequest, version: string, processIo: ProcessIo): Promise<number> {
  const { options, limits, hasSums, rate } = request;
  const { warn } = processIo;
  const shipping = await prepare(request, processIo);
  const { spool, ring, sender, ringSender } = shipping;
  const { isLive } = options.source;
  let sending = null as Promise<void> | null;
  const open = async (finish: FinishSegment): Promise<void> => {
    if (sending !== null) return;
    const parts = spool.open();
    ring?.open();
    sending = sender
      .run()
      .catch((error: Error) => warn(`sysshark: segments are not sent any longer: ${error.message}`));
    for (const part of parts) await salvage(part, (from, to) => copyEvents(from, to, '', processIo), finish);
    void ringSender?.run();
  };
  const segments = segmentsOf(shipping, request, processIo, open);
  const split: SplitOptions = {
    kind: 'spool',
    limits,
    segments,
    recorded: hasSums && ring === null ? RARE_EVENTS : null,
  };
  const { source, lost } = counted(rate === Number.POSITIVE_INFINITY ? options.source : paced(options.source, rate));
  const consumers = await consumersOf(request, spool, { version, warn, lost });
  const interrupted = new Promise<void>((resolve) => processIo.onEnd(() => resolve()));
  try {
    const status = await runCapture({ ...options, source, split, consumers }, processIo);
    if (isLive) spool.concluded();
    else await Promise.race([spool.emptied(), interrupted, sending ?? Promise.resolve()]);
    return status;
  } finally {
    await conclude(shipping, sending, warn);
  }
}

/** Sends what waits, and says what is left. */
async function conclude(
  { spool, ring, sender, ringSender }: Shipping,
  sending: Promise<void> | null,
  warn: ProcessIo['warn'],
): Promise<void> {
  ringSender?.stop();
  sender.stop();
  // what was asked last may get no answer
  const timer = setTimeout(() => sender.close(), DRAIN_MS);
  await sending;
  const isSent = sending === null || (await sender.drain(DRAIN_MS));
  clearTimeout(timer);
  sender.close();
  ring?.close();
  spool.close();
  if (!isSent) warn(`sysshark: ${leftText(spool)}`);
}

function leftText({ base, backlog: { items, bytes } }: Spool): string {
  const [files, are, them] = items === 1 ? ['1 file', 'is', 'it'] : [`${items} files`, 'are', 'them'];
  return `${files} in ${base} ${are} not sent yet (${bytes} bytes): the next ship sends ${them}`;
}
