import { STREAM_EVENTS } from '../../analysis/streams/calls.js';
import { Follower, type Gaps } from '../../analysis/streams/follower.js';
import { fromByteString } from '../../bytes/text.js';
import type { FieldDef } from '../../fields/field.js';
import type { Ast } from '../../filter/ast.js';
import { condition } from '../../filter/compose.js';
import type { Filter } from '../../filter/filter.js';
import { fieldsOf } from '../../filter/part-of.js';
import { SNAPLEN } from '../../run/recording-limits.js';
import type { ColumnTaker } from '../../state/event-columns.js';
import type { Evt } from '../../state/evt.js';
import type { FollowOptions } from '../options/follow-request.js';
import { FollowSink, type SinkParts } from './follow-sink.js';
import type { OwnPrinter } from './own-printer.js';
import type { TextOutput } from './text-output.js';

/** The events that streams are made of. */
export const FOLLOWED: Ast = condition('evt.type', 'in', STREAM_EVENTS);

/** The fields of events that what is shown depends on: those of the selector. Null if they are not known. */
export function followedFields(selects: Filter | null): readonly FieldDef[] | null {
  if (selects === null) return [];
  return selects.checked === null ? null : fieldsOf(selects.checked);
}

/** Which streams are followed. */
export interface Selection {
  /** Says whether an event selects the stream of its descriptor; null if all do… */
  readonly selects: Filter | null;
  /** …and its text (byte string); '' for all streams. */
  readonly selector: string;
}

/** Writes the streams that a command line asks for. */
export class FollowPrinter implements OwnPrinter {
  private readonly text: TextOutput;
  private readonly selector: string;
  private readonly follower: Follower;
  private readonly sink: FollowSink;

  constructor(follow: FollowOptions, { selects, selector }: Selection, parts: SinkParts) {
    this.text = parts.text;
    this.selector = selector;
    this.sink = new FollowSink(follow, parts);
    this.follower = new Follower(selects, this.sink);
  }

  /** Creates the folder of the files, if there are any. Throws SyssharkError IO. */
  open(): void {
    this.sink.open();
  }

  /** Whether the reader of the output has exited. */
  get isDone(): boolean {
    return this.text.isGone;
  }

  get taker(): ColumnTaker | null {
    return this.follower.taker;
  }

  event(evt: Evt): boolean {
    return this.follower.take(evt);
  }

  lost(): void {
    this.follower.lose();
  }

  async batchEnd(): Promise<void> {
    await this.text.flush();
  }

  close(): void {
    this.sink.close();
  }

  /** What is missing, one line each. Complete once all has been read. */
  get lacks(): readonly string[] {
    const { count, gaps } = this.follower;
    if (count === 0)
      return [`no bytes went through a descriptor that matches ${fromByteString(this.selector) || 'the filter'}`];
    return [cutText(gaps), unseenText(gaps), lossText(gaps)].filter((line) => line !== null);
  }
}

function cutText({ cutCalls, cutBytes, longest }: Gaps): string | null {
  if (cutCalls === 0) return null;
  const missing = `${cutBytes} bytes are missing: the capture kept only the first bytes of ${cutCalls} calls`;
  const { MAX } = SNAPLEN;
  if (longest > MAX)
    return `${missing}; the longest moved ${longest} bytes, and at most ${MAX} can be kept (-s ${MAX})`;
  return `${missing}; to keep them, capture with -s ${longest}, such as: sysshark -s ${longest} -w whole.scap`;
}

function unseenText({ unseenBytes }: Gaps): string | null {
  if (unseenBytes === 0) return null;
  return `${unseenBytes} bytes are missing: calls such as sendfile moved them, of which captures have only the number`;
}

function lossText({ losses }: Gaps): string | null {
  return losses === 0 ? null : 'events were lost, so bytes may be missing (a larger --buffer helps)';
}
