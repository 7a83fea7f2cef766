import type { Batch } from '../../bytes/batch.js';
import { eventOffset, hasFlags } from '../../scap/event-block.js';
import { BLOCK_LENGTH_AT } from '../../schema/block.js';
import { EVENT } from '../../schema/event-layout.js';
import { EVENTS, EVT, storedType } from '../../schema/events.js';
import { isPluginEvent, pluginIdOf } from './plugin-events.js';
import { BLOCKS_SIZE } from './shared-memory.js';

/** The event source of system calls, which is that of plugin events without an id, too. */
export const SYSCALL = 'syscall';

/** What a plugin takes events of a type for: native/plugins/plugin.h has the same. */
export const TAKES = { FIELDS: 1, PARSING: 2 } as const;

/** Offset in the events, and number of the source. */
const TABLE_ROW = 8;

/** The events of a batch that a plugin gets. */
export interface ChosenEvents {
  /** Offsets of their blocks and of the events themselves. */
  readonly blocks: readonly number[];
  readonly events: readonly number[];
  /** For each, where the name of its event source is among those that are known. */
  readonly sources: readonly number[];
  /** Offset of the first block that was not looked at: the end of the batch, unless there is no room for more. */
  readonly end: number;
}

/** Which events a plugin gets. */
interface Choice {
  /** By stored type of event: what the plugin takes it for. */
  readonly takes: Uint8Array;
  /** By type of event: whether any of its fields can be asked for; null for all. */
  readonly mask: Uint8Array | null;
  /** The event source of the plugin's id in plugin events; null if the plugin does not take its events. */
  readonly sourceOf: (id: number) => string | null;
}

/** By stored type, 1 for those that the plugin gets. */
function wantedTypes({ takes, mask }: Choice): Uint8Array {
  const canBeAsked = new Uint8Array(takes.length);
  if (mask !== null) for (const { id } of EVENTS) if (mask[id] === 1) canBeAsked[storedType(id)] = 1;
  return takes.map((what, type) =>
    (what & TAKES.PARSING) !== 0 || ((what & TAKES.FIELDS) !== 0 && (mask === null || canBeAsked[type] === 1)) ? 1 : 0,
  );
}

/** Chooses the events that a plugin gets. */
export class EventChoice {
  /** Names of event sources. */
  readonly names: string[] = [];
  private readonly types: Uint8Array;
  private readonly sourceOf: Choice['sourceOf'];

  constructor(choice: Choice) {
    this.types = wantedTypes(choice);
    this.sourceOf = choice.sourceOf;
  }

  /** Those among the events of a batch for which there is room. */
  in({ view, start, end }: Batch): ChosenEvents {
    const [blocks, events, sources]: [number[], number[], number[]] = [[], [], []];
    let at = start;
    while (at < end) {
      const next = at + view.getUint32(at + BLOCK_LENGTH_AT, true);
      const event = at + eventOffset(hasFlags(view.getUint32(at, true)));
      const source = this.source(view, event);
      if (source >= 0) {
        if (next - (blocks[0] ?? at) + TABLE_ROW * (blocks.length + 1) > BLOCKS_SIZE) break;
        blocks.push(at);
        events.push(event);
        sources.push(source);
      }
      at = next;
    }
    return { blocks, events, sources, end: at };
  }

  /** Number of the source of an event; -1 for one that the plugin does not get. */
  private source(view: DataView, event: number): number {
    const type = view.getUint16(event + EVENT.TYPE, true);
    if (this.types[type] !== 1) return -1;
    if (type !== EVT.PLUGINEVENT_E) return this.numberOf(SYSCALL);
    const name = isPluginEvent(view, event) ? this.sourceOf(pluginIdOf(view, event)) : null;
    return name === null ? -1 : this.numberOf(name);
  }

  private numberOf(name: string): number {
    const found = this.names.indexOf(name);
    return found >= 0 ? found : this.names.push(name) - 1;
  }
}

/** The table of chosen events, which goes before those, and they themselves. */
export function encodeChosen({ bytes }: Batch, { blocks, events, sources, end }: ChosenEvents): readonly Uint8Array[] {
  const [first = 0] = blocks;
  const table = new Uint32Array(2 * events.length);
  for (let i = 0; i < events.length; i++) {
    table[2 * i] = (events[i] as number) - first;
    table[2 * i + 1] = sources[i] as number;
  }
  return [new Uint8Array(table.buffer), bytes.subarray(first, end)];
}
