import type { ByteText } from '../../bytes/byte-text.js';
import { textOf } from '../ndjson/text.js';
import { writeTime } from '../ndjson/time.js';
import { addLine } from '../rows/add-line.js';
import type { RequestRow, RequestStep, TimeShare, TouchedFile, TouchedUpstream } from './request.js';

const LOW_HALF = 0xffffffffn;

const list = <T>(items: readonly T[], write: (item: T) => string): string => `[${items.map(write).join(',')}]`;

const timeText = ({ kind, name, ns }: TimeShare): string => `{"kind":"${kind}","name":${textOf(name)},"ns":${ns}}`;

const fileText = ({ name, read, written }: TouchedFile): string =>
  `{"name":${textOf(name)},"read":${read},"written":${written}}`;

const upstreamText = ({ name, sent, received, wait, request }: TouchedUpstream): string =>
  `{"name":${textOf(name)},"sent":${sent},"received":${received},"wait":${wait},"request":${request}}`;

const stepText = ({ at, ns, what, name, bytes, calls }: RequestStep): string =>
  `{"at":${at},"ns":${ns},"what":${textOf(what)},"name":${textOf(name)},"bytes":${bytes},"calls":${calls}}`;

/** Writes a request as a JSON object on a line; `hasSteps` says whether with its steps. */
export function writeRequestJson(out: ByteText, row: RequestRow, hasSteps: boolean): void {
  const { number, start, duration, state, pid, tid, process, connection, exchange, protocol, request } = row;
  const { status, received, sent, firstByte, accepted, queued, times, files, upstreams, notes } = row;
  out.addText(`{"number":${number}`);
  writeTime({ tsHi: Number(start >> 32n), tsLo: Number(start & LOW_HALF) }, out);
  out.addText(`,"duration":${duration},"state":"${state}"`);
  out.addText(`,"process":{"pid":${pid},"name":${textOf(process)}},"tid":${tid}`);
  out.addText(`,"connection":${textOf(connection)},"exchange":${exchange},"protocol":"${protocol}"`);
  out.addText(`,"request":${textOf(request)},"status":${status},"received":${received},"sent":${sent}`);
  out.addText(`,"firstByte":${firstByte},"accepted":${accepted},"queued":${queued}`);
  out.addText(`,"times":${list(times, timeText)},"files":${list(files, fileText)}`);
  out.addText(`,"upstreams":${list(upstreams, upstreamText)},"notes":${list(notes, textOf)}`);
  if (hasSteps) out.addText(`,"steps":${list(row.steps, stepText)},"stepsLeftOut":${row.stepsLeftOut}`);
  addLine(out, '}');
}
