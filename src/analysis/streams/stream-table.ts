import type { Stream } from '../../output/streams/stream.js';
import type { Evt } from '../../state/evt.js';
import type { FdInfo } from '../../state/fd-info.js';
import { connectionOf } from '../connection-of.js';

/** Most streams that are known at a time. Of more, the one that was used least recently is forgotten. */
const MAX_STREAMS = 65_536;

type Changing = { -readonly [Member in keyof Stream]: Stream[Member] };

/** A stream while bytes go through it. */
export interface OpenStream extends Changing {
  isSelected: boolean;
}

/** Streams by their open file description; a descriptor that nothing is known about is identified by its process and number. */
export class StreamTable {
  private readonly streams = new Map<number | string, OpenStream>();
  /** The stream that began last of each connection: how the other end finds it. */
  private readonly ends = new Map<string, OpenStream>();
  private count = 0;
  /** How many times events have been lost: streams that are new have lost nothing. */
  losses = 0;

  /** How many streams have numbers. */
  get shown(): number {
    return this.count;
  }

  /** The stream of the event's descriptor; null if it has none. */
  of({ fd, fdNum, thread }: Evt): OpenStream | null {
    if (fd !== null) return this.find(fd.description);
    return fdNum < 0 || thread === null ? null : this.find(`${thread.pid} ${fdNum}`);
  }

  /** Forgets a descriptor that nothing is known about: its number is closed. */
  closeUnknown({ fd, fdNum, thread }: Evt): void {
    if (fd === null && thread !== null) this.streams.delete(`${thread.pid} ${fdNum}`);
  }

  /** Makes a stream one that is shown. */
  select(stream: OpenStream): void {
    stream.isSelected = true;
    stream.before = stream.read + stream.written;
    stream.read = 0;
    stream.written = 0;
  }

  /** Gives a stream its number, and finds its other end now that its descriptor has a name. */
  begin(stream: OpenStream, info: FdInfo | null): void {
    stream.number = ++this.count;
    const connection = info === null ? null : connectionOf(info);
    if (connection === null) return;
    const other = this.ends.get(connection);
    if (other !== undefined && other !== stream) stream.otherEnd = other.number;
    this.ends.delete(connection);
    this.ends.set(connection, stream);
    shrink(this.ends);
  }

  private find(key: number | string): OpenStream {
    const { streams } = this;
    const known = streams.get(key);
    if (known !== undefined) {
      streams.delete(key);
      streams.set(key, known);
      return known;
    }
    const stream = { isSelected: false, number: 0, before: 0, read: 0, written: 0, otherEnd: 0, losses: this.losses };
    streams.set(key, stream);
    shrink(streams);
    return stream;
  }
}

/** Forgets the first entry of a full table. */
function shrink(table: Map<number | string, unknown> | Map<string, unknown>): void {
  if (table.size <= MAX_STREAMS) return;
  for (const oldest of table.keys()) {
    table.delete(oldest as string);
    return;
  }
}
