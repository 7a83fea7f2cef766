// HOT: once per printed event. No bigint, try, spread or iterator here, and no allocation for names that are remembered.
import type { ByteText } from '../../bytes/byte-text.js';
import { Chunk } from '../../bytes/chunk.js';
import { ChunkMemory } from '../../bytes/chunk-memory.js';
import { categoryOf, fixedCategory } from '../../fields/category.js';
import { isGenericType } from '../../fields/event-kind.js';
import { eventName } from '../../fields/event-name.js';
import { type EventDef, isExitType } from '../../schema/event.js';
import { EVENTS, EVT } from '../../schema/events.js';
import type { Evt } from '../../state/evt.js';
import { textOf } from './text.js';

/** What all events of a type have in common. */
interface Kind {
  /** Direction, and the name where it is the same for all. */
  readonly opening: Chunk;
  readonly hasName: boolean;
  /** Category; null where it depends on the descriptor. */
  readonly category: Chunk | null;
}

const categoryText = (category: string): Chunk => Chunk.ofText(`,"category":"${category}"`);

function kindOf(def: EventDef): Kind {
  const { id, name } = def;
  const hasName = !isGenericType(id) && id !== EVT.ASYNCEVENT_E;
  const category = fixedCategory(def);
  return {
    opening: Chunk.ofText(`,"dir":"${isExitType(id) ? '<' : '>'}","type":${hasName ? JSON.stringify(name) : ''}`),
    hasName,
    category: category === undefined ? null : categoryText(category),
  };
}

const KINDS: readonly Kind[] = EVENTS.map(kindOf);
const names = new ChunkMemory<string>();
const categories = new ChunkMemory<string>();

/** Writes direction, type and category of the event as members. */
export function writeKind(evt: Evt, out: ByteText): void {
  const { opening, hasName, category } = KINDS[evt.view.type] as Kind;
  out.addChunk(opening);
  if (!hasName) {
    const name = eventName(evt);
    out.addChunk(names.find(name) ?? names.keep(name, Chunk.ofText(textOf(name))));
  }
  if (category !== null) out.addChunk(category);
  else {
    const name = categoryOf(evt);
    out.addChunk(categories.find(name) ?? categories.keep(name, categoryText(name)));
  }
}
