import type { Stream } from '../../output/streams/stream.js';
import type { Evt } from '../../state/evt.js';
import type { FdInfo } from '../../state/fd-info.js';
import type { SystemState } from '../../state/system-state.js';
import { connectionOf } from '../connection-of.js';

/** Most streams that are known at a time. If there are more, those that were used least recently are forgotten. */
const MAX_STREAMS = 65_536;
/** How many stay then: finding them takes time, so it is not done for each new stream. */
const KEPT_STREAMS = 57_344;

type Changing = { -readonly [Member in keyof Stream]: Stream[Member] };

/** A stream while bytes go through it. */
export interface OpenStream extends Changing {
  isSelected: boolean;
  /** When it was used last, as a number that grows with each use. */
  usedAt: number;
}

/** Streams by their open file description; a descriptor that nothing is known about is identified by its process and number. */
export class StreamTable {
  private readonly streams = new Map<number | string, OpenStream>();
  /** The stream that began last of each connection: how the other end finds it. */
  private readonly ends = new Map<string, OpenStream>();
  private count = 0;
  private uses = 0;
  /** How many times events have been lost: streams that are new have lost nothing. */
  losses = 0;

  /** How many streams have numbers. */
  get shown(): number {
    return this.count;
  }

  /** The stream of the event's descriptor; null if it has none. */
  of({ fd, fdNum, thread, state }: Evt): OpenStream | null {
    if (fd !== null) return this.find(fd.description, state);
    return fdNum < 0 || thread === null ? null : this.find(`${thread.pid} ${fdNum}`, state);
  }

  /** Notes that a stream is used. */
  use(stream: OpenStream): void {
    stream.usedAt = ++this.uses;
  }

  /** Forgets a descriptor that nothing is known about: its number is closed. */
  closeUnknown({ fd, fdNum, thread, state }: Evt): void {
    if (fd === null && thread !== null && this.streams.delete(`${thread.pid} ${fdNum}`)) state.fdChanges++;
  }

  /** Makes a stream one that is shown; what was decided for its descriptors is decided again. */
  select(stream: OpenStream, state: SystemState): void {
    state.fdChanges++;
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

  private find(key: number | string, state: SystemState): OpenStream {
    const { streams, losses } = this;
    const known = streams.get(key);
    const stream = known ?? {
      isSelected: false,
      usedAt: 0,
      number: 0,
      before: 0,
      read: 0,
      written: 0,
      otherEnd: 0,
      losses,
    };
    this.use(stream);
    if (known !== undefined) return known;
    streams.set(key, stream);
    if (streams.size > MAX_STREAMS) this.forgetUnused(state);
    return stream;
  }

  private forgetUnused(state: SystemState): void {
    const since = this.usedSince(KEPT_STREAMS);
    for (const [key, { usedAt }] of this.streams) if (usedAt < since) this.streams.delete(key);
    state.fdChanges++;
  }

  /** Since when so many streams have been used. */
  private usedSince(count: number): number {
    const uses = Float64Array.from(this.streams.values(), ({ usedAt }) => usedAt).sort();
    return uses[uses.length - count] as number;
  }
}

/** Forgets the oldest entry of a table that has too many. */
function shrink(table: Map<string, unknown>): void {
  if (table.size <= MAX_STREAMS) return;
  for (const oldest of table.keys()) {
    table.delete(oldest);
    return;
  }
}
