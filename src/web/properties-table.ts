import { release } from 'node:os';
import { humanDuration } from '../fields/duration.js';
import type { Inspection } from '../inspect/inspection.js';
import type { KnownValues } from '../inspect/known-values.js';
import type { View } from '../inspect/view.js';
import { humanBytes } from '../output/rows/human-bytes.js';
import type { StatsAnswer } from './protocol.js';

const NANOS_PER_MS = 1_000_000n;
/** Where the seconds of an ISO time end. */
const SECONDS_END = 19;

/** A time to the second, as 2026-11-28 02:19:33 UTC. */
const timeText = (nanos: bigint): string =>
  `${new Date(Number(nanos / NANOS_PER_MS)).toISOString().slice(0, SECONDS_END).replace('T', ' ')} UTC`;

/** A number of events, with its thousands apart. */
const countText = (events: number): string => events.toLocaleString('en-US');

/** The times of a capture, as names and values. */
function timeRows({ index: { kept, span } }: Inspection): readonly (readonly [string, string])[] {
  if (kept.count === kept.first) return [];
  const { begin, end } = span.now;
  return [
    ['First event', timeText(begin)],
    ['Last event', timeText(end)],
    ['Duration', humanDuration(Number(end - begin))],
  ];
}

/** The machine that was captured, as names and values. */
function machineRows({ index: { machine } }: Inspection): readonly (readonly [string, string])[] {
  if (machine === null) return [];
  const { hostname, cpus, memoryBytes, bootTime } = machine;
  // logs have no machine, but captures of them say one
  if (hostname === '' && memoryBytes === 0) return [];
  return [
    ['Machine', hostname],
    ['CPUs', String(cpus)],
    ['Memory', humanBytes(memoryBytes)],
    ...(bootTime === 0n ? [] : [['Booted', timeText(bootTime)] as const]),
  ];
}

const MOST_CATEGORIES = 20;

/** How many events each category has, the largest first. */
function categoriesRow(known: KnownValues): readonly [string, string] {
  const found = known.find('evt.category', '', MOST_CATEGORIES).filter(({ events }) => (events ?? 0) > 0);
  return ['Categories', found.map(({ text, events }) => `${text} ${countText(events ?? 0)}`).join(', ')];
}

/** What is known of a capture as a whole. */
export function propertiesTable(inspection: Inspection, view: View, known: KnownValues): StatsAnswer {
  const { index, path, size } = inspection;
  const { problem, kept } = index;
  return {
    columns: [
      { name: 'name', type: 'text' },
      { name: 'value', type: 'text' },
    ],
    rows: [
      [inspection.recorder === null ? 'File' : 'Capture', path],
      ...(size === null ? [] : [['Size', humanBytes(size)]]),
      ['Events', countText(kept.count - kept.first)],
      ...(kept.first === 0 ? [] : [['Events dropped', countText(kept.first)]]),
      ['Events shown', countText(view.count - view.first)],
      categoriesRow(known),
      ...timeRows(inspection),
      ...machineRows(inspection),
      // files do not say it, and pipes may come from elsewhere
      ...(inspection.recorder === null ? [] : [['Kernel', release()] as const]),
      ...(problem === null ? [] : [['Problem', problem]]),
    ],
  };
}
