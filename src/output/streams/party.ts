import type { FieldContext } from '../../fields/field-context.js';
import { OutputTime } from '../../render/time.js';
import { FD_TYPES, L4_PROTO } from '../../schema/fd-types.js';
import type { Evt } from '../../state/evt.js';
import type { FdInfo } from '../../state/fd-info.js';
import { maskOf } from '../masking.js';
import type { Stream } from './stream.js';

const PROTOCOLS: Readonly<Record<number, string>> = {
  [L4_PROTO.TCP]: 'tcp',
  [L4_PROTO.UDP]: 'udp',
  [L4_PROTO.ICMP]: 'icmp',
  [L4_PROTO.RAW]: 'raw',
};

/** What kind of thing a descriptor is, in words. */
function kindOf({ type, l4proto, role }: FdInfo): string {
  const protocol = type.startsWith('IPV') ? PROTOCOLS[l4proto] : undefined;
  const kind = protocol ?? FD_TYPES[type].name ?? 'unknown type';
  return role === 'none' ? kind : `${kind} ${role}`;
}

/** Describes streams, and who uses them, in lines (byte strings without line ends). */
export class PartyText {
  private readonly mask: (text: string) => string;
  private readonly time: OutputTime;

  constructor({ isMasked, timeMode }: FieldContext) {
    this.mask = maskOf({ isMasked });
    this.time = new OutputTime(timeMode);
  }

  /** What a stream is, when it begins. */
  heading(stream: Stream, evt: Evt): string {
    const { number, before, otherEnd } = stream;
    const parts = [`== ${number}: ${this.nameOf(evt.fd)}`];
    if (otherEnd > 0) parts.push(`the other end of stream ${otherEnd}, so the same bytes`);
    if (before > 0) parts.push(`${before} bytes before it was selected are not shown`);
    return parts.join('; ');
  }

  /** Who uses a stream, by which number. */
  party(stream: Stream, evt: Evt): string {
    return `-- ${stream.number}: ${this.user(evt)}, event ${evt.num} at ${this.time.render(evt)}`;
  }

  /** The process of an event, and its descriptor. */
  user({ thread, fdNum }: Evt): string {
    const process = thread === null ? 'unknown process' : `${this.mask(thread.comm)}(${thread.pid})`;
    return `${process} fd ${fdNum}`;
  }

  private nameOf(fd: FdInfo | null): string {
    if (fd === null) return 'a descriptor of which the capture says nothing';
    return `${fd.name === '' ? '(no name)' : this.mask(fd.name)} (${kindOf(fd)})`;
  }
}
