import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SyssharkError } from '../../errors.js';
import { CollectorClient } from '../../fleet/collector-client.js';
import { type Fetched, fetchPeriod } from '../../fleet/fetch.js';
import { MAX_FETCHED } from '../../fleet/fetch-protocol.js';
import { readToken } from '../../fleet/tokens.js';
import type { FileSpan } from '../../output/capture-series.js';
import { readCertificates } from '../../plugins/http-exchange.js';
import { reasonOf } from '../../source/system-error.js';
import { EXIT } from '../exit-codes.js';
import type { FetchRequest } from '../options/fetch-options.js';
import { compileFor, filterOf } from '../print/printing.js';
import type { ProcessIo } from '../process-io.js';
import { runCapture } from './run-capture.js';

const GIGABYTE = 2 ** 30;

const timeText = (ms: number): string => new Date(ms).toISOString();

/** A folder for what arrives, beside the capture. Throws SyssharkError IO. */
function makeFolder(output: string): string {
  const base = join(output === '-' ? tmpdir() : dirname(output), '.sysshark-fetch-');
  try {
    return mkdtempSync(base);
  } catch (error) {
    throw new SyssharkError('IO', `cannot write ${output}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Throws SyssharkError IO if there is nothing of the period. */
function refuseNothing({ paths, end: { reach, bytes } }: Fetched, host: string): void {
  if (bytes > MAX_FETCHED)
    throw new SyssharkError(
      'IO',
      `${host} has ${bytes} bytes of this time; at most ${MAX_FETCHED / GIGABYTE} GB are fetched at once: shorten it`,
    );
  if (paths.length > 0) return;
  const has = reach === null ? 'is empty' : `reaches from ${timeText(reach.fromMs)} to ${timeText(reach.untilMs)}`;
  throw new SyssharkError('IO', `${host} has nothing of this time: its ring ${has}`);
}

/** What the ring lacks of the period. */
function lacksOf({ end: { reach, deleted } }: Fetched, { fromMs, untilMs }: FileSpan, host: string): readonly string[] {
  if (reach === null) return [];
  return [
    ...(fromMs < reach.fromMs
      ? [`the ring of ${host} begins at ${timeText(reach.fromMs)}: earlier events are gone`]
      : []),
    ...(untilMs > reach.untilMs
      ? [`the ring of ${host} ends at ${timeText(reach.untilMs)}: later events are not in it yet`]
      : []),
    ...(deleted > 0 ? [`${deleted} segments of ${host} were deleted before they could be sent`] : []),
  ];
}

/** Writes a period of a host's ring as a capture; resolves to the exit status. Throws SyssharkError. */
export async function runFetch(request: FetchRequest, processIo: ProcessIo): Promise<number> {
  const { host, span, target, tokenFile, authority, output } = request;
  const draft = request.optionsFor([]);
  // what is wrong with the filter is said before anything is fetched
  compileFor(draft, filterOf(draft));
  const trusted = authority === null ? null : readCertificates(authority, '--ca');
  const client = new CollectorClient({ target, token: readToken(tokenFile), authority: trusted });
  const ended = new AbortController();
  const forget = processIo.onEnd(() => ended.abort());
  const folder = makeFolder(output);
  try {
    const fetched = await fetchPeriod({ client, host, span, folder, signal: ended.signal });
    refuseNothing(fetched, host);
    const status = await runCapture(request.optionsFor(fetched.paths), processIo);
    const lacks = lacksOf(fetched, span, host);
    for (const lack of lacks) processIo.warn(`sysshark: ${lack}`);
    return lacks.length > 0 ? EXIT.INCOMPLETE : status;
  } finally {
    forget();
    client.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
