import { setTimeout } from 'node:timers/promises';
import type { FieldRegistry } from '../fields/registry.js';
import type { Inspection } from '../inspect/inspection.js';
import { EVT } from '../schema/events.js';
import { BUTTONS } from './buttons.js';
import { COLOURS } from './colours.js';
import { COLUMNS } from './columns.js';
import { LOGS, OTHER_LOGS } from './log-profiles.js';
import type { ColourRule, ColumnInfo, FilterButton } from './protocol.js';

/** What the list of a capture begins with. */
export interface Profile {
  /** The event source that it is for; empty for system calls. */
  readonly name: string;
  readonly columns: readonly ColumnInfo[];
  readonly colours: readonly ColourRule[];
  readonly buttons: readonly FilterButton[];
}

/** That of captures of system calls. */
export const CALLS: Profile = { name: '', columns: COLUMNS, colours: COLOURS, buttons: BUTTONS };

/** Longest time that the first event is waited for, in ms: of a live capture it may never come. */
const PATIENCE_MS = 500;

/** The profile for events of a source. */
export function profileNamed(source: string | null): Profile {
  if (source === null) return CALLS;
  return { name: source, ...(LOGS[source] ?? OTHER_LOGS) };
}

/** The profile for a capture, by its first event, as Stratoshark chooses it. */
export async function profileOf(inspection: Inspection, { sources }: FieldRegistry): Promise<Profile> {
  const { kept } = inspection.index;
  const ended = new AbortController();
  await Promise.race([
    inspection.reach(kept.first),
    setTimeout(PATIENCE_MS, null, { signal: ended.signal }).catch(() => null),
  ]);
  ended.abort();
  let source: string | null = null;
  await inspection.read([kept.first], ({ view }) => {
    if (view.type !== EVT.PLUGINEVENT_E) return true;
    const id = view.uint32(0);
    source = sources.find(({ plugin }) => plugin?.id === id)?.plugin?.eventSource ?? `plugin ${id}`;
    return true;
  });
  return profileNamed(source);
}
