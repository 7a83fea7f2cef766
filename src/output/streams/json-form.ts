import type { ByteText } from '../../bytes/byte-text.js';
import { FD_TYPES } from '../../schema/fd-types.js';
import type { Evt } from '../../state/evt.js';
import { textOf, writeBytes } from '../ndjson/text.js';
import { writeTime } from '../ndjson/time.js';
import { addLine } from '../rows/add-line.js';
import type { StreamForm } from './form.js';
import type { Piece, Stream } from './stream.js';

/** A JSON object on each line: one when a stream begins, one for each piece, one for each note. */
export class JsonForm implements StreamForm {
  begin(out: ByteText, stream: Stream, evt: Evt): void {
    const { before, otherEnd } = stream;
    const other = otherEnd === 0 ? 'null' : String(otherEnd);
    open(out, stream, 'begin', evt);
    addLine(out, `,"before":${before},"otherEnd":${other}}`);
  }

  piece(out: ByteText, stream: Stream, piece: Piece, evt: Evt): void {
    const { isRead, length, captured, position, data, start, unseenCall } = piece;
    open(out, stream, isRead ? 'read' : 'write', evt);
    if (position >= 0) out.addText(`,"position":${position}`);
    if (unseenCall !== '') out.addText(`,"unseen":${JSON.stringify(unseenCall)}`);
    out.addText(`,"data":{"length":${length},"truncated":${captured < length},"captured":${captured},"data":`);
    writeBytes(out, data, start, start + captured);
    addLine(out, '}}');
  }

  note(out: ByteText, stream: Stream, text: string, evt: Evt): void {
    open(out, stream, 'note', evt);
    addLine(out, `,"note":${JSON.stringify(text)}}`);
  }

  end(): void {}
}

/** Begins an object with what all of them have: the stream, the time, the process and its descriptor. */
export function beginJson(out: ByteText, { number }: Stream, evt: Evt): void {
  const { view, num, thread, fd, fdNum } = evt;
  out.addText(`{"stream":${number},"num":${num}`);
  writeTime(view, out);
  const process = thread === null ? 'null' : `{"pid":${thread.pid},"name":${textOf(thread.comm)}}`;
  const type = fd === null ? null : FD_TYPES[fd.type].name;
  const name = fd === null ? 'null' : textOf(fd.name);
  out.addText(
    `,"tid":${view.tid},"process":${process},"fd":{"num":${fdNum},"type":${JSON.stringify(type)},"name":${name}}`,
  );
}

function open(out: ByteText, stream: Stream, kind: string, evt: Evt): void {
  beginJson(out, stream, evt);
  out.addText(`,"kind":"${kind}"`);
}
