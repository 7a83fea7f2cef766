// HOT: once per printed event. No bigint, try, spread or iterator here, but for numbers that come for the first time.
import type { ByteText } from '../../bytes/byte-text.js';
import { Chunk } from '../../bytes/chunk.js';
import { ChunkMemory } from '../../bytes/chunk-memory.js';
import { renderEnum, renderFlags } from '../../render/flags.js';
import type { FlagTable } from '../../schema/flag-table.js';
import { SIGNAL_NAMES } from '../../schema/signals.js';
import { SHOWN_CODE_NAMES } from '../../schema/syscall-codes.js';

/** Names of a number; none where it has no names. */
type FindNames = (value: number) => readonly string[];

const SIGNAL_BITS = 32;

const splitNames = (names: string): readonly string[] => (names === '' ? [] : names.split('|'));

const oneOf =
  (names: Readonly<Record<number, string>>): FindNames =>
  (value) => {
    const name = names[value];
    return name === undefined ? [] : [name];
  };

/** Names of the bits of a number. */
export function flagNames(table: FlagTable | undefined): FindNames {
  return (value) => (table === undefined ? [] : splitNames(renderFlags(table, value)));
}

/** Names of exactly this number. */
export function enumNames(table: FlagTable | undefined): FindNames {
  return (value) => (table === undefined ? [] : splitNames(renderEnum(table, value)));
}

/** Name of a signal. */
export const signalNames: FindNames = oneOf(SIGNAL_NAMES);

/** Name of a system call code. */
export const codeNames: FindNames = oneOf(SHOWN_CODE_NAMES);

/** Names of the signals of a set, signal 1 being bit 0. */
export const signalSetNames: FindNames = (value) =>
  Array.from({ length: SIGNAL_BITS }, (_, bit) => ((value >>> bit) & 1 ? signalNames(bit + 1) : [])).flat();

/** Writes numbers with their names: `{"value":65,"names":["O_NONBLOCK","O_RDONLY"]}`. The same few come over and over. */
export class NamedNumbers {
  private readonly memory = new ChunkMemory<number>();
  private readonly names: FindNames;

  constructor(names: FindNames) {
    this.names = names;
  }

  write(out: ByteText, value: number): void {
    out.addChunk(this.memory.find(value) ?? this.memory.keep(value, this.chunkOf(value)));
  }

  private chunkOf(value: number): Chunk {
    return Chunk.ofText(`{"value":${value},"names":${JSON.stringify(this.names(value))}}`);
  }
}
