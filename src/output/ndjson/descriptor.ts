// HOT: once per printed event. No bigint, try, spread or iterator here, and no allocation for a name that is remembered.
import type { ByteText } from '../../bytes/byte-text.js';
import { Chunk } from '../../bytes/chunk.js';
import { ChunkMemory } from '../../bytes/chunk-memory.js';
import { fdName } from '../../fields/fd-name.js';
import { fdOf, hasFd } from '../../fields/of-fd.js';
import { FD_TYPES, type FdType } from '../../schema/fd-types.js';
import type { Evt } from '../../state/evt.js';
import { textOf } from './text.js';

const OPENING = Chunk.ofText(',"fd":{"num":');

/** What follows the number of descriptors of one type, by their names. */
class NamedDescriptors {
  private readonly memory = new ChunkMemory<string>();
  private readonly type: string;

  constructor(type: string | null) {
    this.type = JSON.stringify(type);
  }

  /** `,"type":"file","name":"/etc/passwd"}`; of a descriptor without a name that is null. */
  chunkOf(name: string): Chunk {
    return this.memory.find(name) ?? this.memory.keep(name, this.write(name));
  }

  private write(name: string): Chunk {
    return Chunk.ofText(`,"type":${this.type},"name":${name === '' ? 'null' : textOf(name)}}`);
  }
}

const UNKNOWN = new NamedDescriptors(null);
const BY_TYPE = Object.fromEntries(
  Object.entries(FD_TYPES).map(([type, { name }]) => [type, new NamedDescriptors(name)]),
) as Readonly<Record<FdType, NamedDescriptors>>;

/** Writes the descriptor of the event as a member; nothing where the event has none, or failed to make one. */
export function writeFd(evt: Evt, out: ByteText): void {
  if (!hasFd(evt)) return;
  const { fdNum } = evt;
  if (fdNum < 0) return;
  const info = fdOf(evt);
  const named = info === null ? UNKNOWN : BY_TYPE[info.type];
  out.addChunk(OPENING);
  out.addDecimal(fdNum);
  out.addChunk(named.chunkOf((fdName(evt) as string | null) ?? ''));
}
