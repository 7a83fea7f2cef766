import { ByteText } from '../../bytes/byte-text.js';
import { textOf, writeBytes } from '../ndjson/text.js';
import { addLine } from '../rows/add-line.js';
import { bodyOf } from './http-body.js';
import type { MessageWriter } from './http-form.js';
import type { HttpMessage } from './http-reader.js';
import { beginJson, JsonForm } from './json-form.js';

const form = new JsonForm();
const scratch = new ByteText();

/** Requests and answers as JSON objects, one on each line. */
export const HTTP_JSON: MessageWriter = {
  begin: (out, stream, evt) => form.begin(out, stream, evt),
  origin: (stream, evt) => {
    scratch.length = 0;
    beginJson(scratch, stream, evt);
    return scratch.toText();
  },
  message: (out, origin, { message, isRead, exchange, latency }) => {
    out.addText(`${origin},"kind":"${message.isRequest ? 'request' : 'answer'}","dir":"${isRead ? 'read' : 'write'}"`);
    out.addText(`,"exchange":${exchange},"latency":${Number.isNaN(latency) ? 'null' : latency}`);
    out.addText(message.isRequest ? requestMembers(message) : `,"status":${message.status}`);
    out.addText(`,"line":${textOf(message.line)},"headers":${headersText(message)},"complete":${message.isComplete}`);
    writeBody(out, message);
    addLine(out, '}');
  },
  note: (out, origin, text) => addLine(out, `${origin},"kind":"note","note":${JSON.stringify(text)}}`),
};

const requestMembers = ({ method, url }: HttpMessage): string => `,"method":${textOf(method)},"url":${textOf(url)}`;

function headersText({ headers }: HttpMessage): string {
  const pairs: string[] = [];
  for (let i = 0; i < headers.length; i += 2)
    pairs.push(`[${textOf(headers[i] ?? '')},${textOf(headers[i + 1] ?? '')}]`);
  return `[${pairs.join(',')}]`;
}

function writeBody(out: ByteText, message: HttpMessage): void {
  const { length, kept } = message;
  const { bytes, coding, isCompressed } = bodyOf(message);
  out.addText(`,"body":{"length":${length},"truncated":${kept < length},"captured":${kept}`);
  if (coding !== '') out.addText(`,"coding":${textOf(coding)},"inflated":${!isCompressed}`);
  out.addText(',"data":');
  writeBytes(out, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
  out.addText('}');
}
