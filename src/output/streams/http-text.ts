import { isUtf8 } from 'node:buffer';
import type { ByteText } from '../../bytes/byte-text.js';
import type { Paint } from '../color.js';
import { addLine } from '../rows/add-line.js';
import { bodyOf, headerOf } from './http-body.js';
import type { NumberedMessage } from './http-exchange.js';
import type { MessageWriter } from './http-form.js';
import type { HttpMessage } from './http-reader.js';
import type { PartyText } from './party.js';
import { linesOf } from './text-lines.js';

const NS_PER_MS = 1e6;

const isText = (bytes: Buffer): boolean => isUtf8(bytes) && !bytes.includes(0);

/** Requests and answers for people: the head, then the body if it is text. */
export function httpText(
  party: PartyText,
  { isMasked, paint }: { readonly isMasked: boolean; readonly paint: Paint | null },
): MessageWriter {
  const say = (out: ByteText, text: string): void =>
    addLine(out, paint === null ? `!! ${text}` : paint.tone('warning', `!! ${text}`));
  return {
    begin: (out, stream, evt) => addLine(out, party.heading(stream, evt)),
    origin: (stream, evt) => party.party(stream, evt),
    message: (out, origin, numbered) => {
      addLine(out, `${origin}, ${titleOf(numbered)}`);
      const { lines, remarks } = contentOf(numbered.message);
      const mark = numbered.isRead ? '<' : '>';
      for (const line of lines.flatMap((text) => linesOf(text, isMasked))) {
        const marked = `${mark} ${line}`;
        addLine(out, paint === null ? marked : paint.tone(numbered.isRead ? 'read' : 'write', marked));
      }
      for (const remark of remarks) say(out, remark);
    },
    note: (out, origin, text) => {
      addLine(out, origin);
      say(out, text);
    },
  };
}

function titleOf({ message, exchange, latency }: NumberedMessage): string {
  if (message.isRequest) return `request ${exchange}`;
  return `answer ${exchange}${Number.isNaN(latency) ? '' : `, complete after ${(latency / NS_PER_MS).toFixed(3)} ms`}`;
}

/** The lines of a message, and what is to be said about its body. */
function contentOf(message: HttpMessage): { readonly lines: readonly string[]; readonly remarks: readonly string[] } {
  const { line, headers, length, kept, missing, isComplete } = message;
  const head = [line];
  for (let i = 0; i < headers.length; i += 2) head.push(`${headers[i]}: ${headers[i + 1]}`);
  const remarks = [];
  const { bytes, coding, isCompressed } = bodyOf(message);
  const isShown = bytes.length > 0 && !isCompressed && isText(bytes);
  if (isShown) head.push('', bytes.toString('latin1'));
  if (bytes.length > 0 && !isShown) remarks.push(`a body of ${length} bytes${kindText(message, coding)} is not shown`);
  if (isShown && coding !== '')
    remarks.push(`the body is inflated: it was transferred as ${length} bytes of ${coding}`);
  if (missing > 0) remarks.push(`${missing} of ${length} bytes of the body were not captured`);
  if (kept + missing < length) remarks.push(`${length - kept - missing} bytes of the body were not kept in memory`);
  if (!isComplete) remarks.push('its end was not captured');
  return { lines: head, remarks };
}

/** What a body is, according to its message. */
function kindText(message: HttpMessage, coding: string): string {
  const type = headerOf(message, 'content-type').replace(/[^\w/+.; =-]/g, '.');
  return [
    type === '' ? '' : ` of ${type}`,
    coding === '' ? '' : `, compressed (${coding.replace(/[^\w-]/g, '.')})`,
  ].join('');
}
