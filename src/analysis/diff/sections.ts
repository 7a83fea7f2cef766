import { humanDuration } from '../../fields/duration.js';
import type { Column, Row, Value } from '../../output/rows/column.js';
import type { Comparison, ThingKind } from './comparison.js';
import type { FrequencyChange } from './frequency.js';
import type { LatencyChange } from './slowness.js';
import type { ThingChange } from './thing-changes.js';

/** Rows of one kind, and what stands above them. */
export interface Section {
  readonly heading: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

const text = (name: string, heading: string | null): Column => ({ name, heading, type: 'text' });
const KIND = text('kind', null);
const CHANGE = text('change', 'Change');
const PROCESS = text('process', 'Process');
const CALL = text('call', 'Call');
const CALLS: readonly Column[] = [
  { name: 'calls.a', heading: 'Calls A', type: 'count' },
  { name: 'calls.b', heading: 'B', type: 'count' },
];
const ratioText = (ratio: Value): string => `x${(ratio as number).toPrecision(3)}`;
const RATIO: Column = { name: 'ratio', heading: 'Ratio', type: 'double', text: ratioText };
const CHANCE: Column = { name: 'p', heading: null, type: 'double' };

const ERROR: readonly Column[] = [PROCESS, CALL, text('error', 'Error'), text('what', 'Path or descriptor')];
/** The columns of a kind after the change and the counts; those of words, with the process first if it is none of them. */
const THINGS: Readonly<Record<ThingKind, { readonly heading: string; readonly columns: readonly Column[] }>> = {
  programs: { heading: 'Programs that were started', columns: [PROCESS, text('what', 'Program')] },
  processes: { heading: 'Processes', columns: [PROCESS] },
  endings: { heading: 'Processes that ended badly', columns: [PROCESS, text('what', 'Ended')] },
  files: { heading: 'Files', columns: [PROCESS, text('what', 'File')] },
  connections: { heading: 'Connections', columns: [PROCESS, text('what', 'Connection')] },
  errors: { heading: 'Errors', columns: ERROR },
};

const thingRow = (kind: ThingKind, change: string, { process, words, counts }: ThingChange): Row => {
  const { columns } = THINGS[kind];
  return [kind, change, ...counts, ...(words.length < columns.length ? [process] : []), ...words];
};

function thingSection(kind: ThingKind, { things }: Comparison): Section {
  const { heading, columns } = THINGS[kind];
  return {
    heading,
    columns: [KIND, CHANGE, ...CALLS, ...columns],
    rows: things[kind].map((one) => thingRow(kind, one.counts[0] === 0 ? 'new' : 'missing', one)),
  };
}

const more = ({ ratio }: FrequencyChange<unknown>): string => (ratio > 1 ? 'more' : 'fewer');

function errorSection({ errors }: Comparison): Section {
  return {
    heading: 'Errors that became more or less frequent',
    columns: [KIND, CHANGE, ...CALLS, RATIO, CHANCE, ...ERROR],
    rows: errors.map((one) => {
      const [kind = null, change = null, a = null, b = null, ...words] = thingRow('errors', more(one), one.item);
      return [kind, change, a, b, one.ratio, one.p, ...words];
    }),
  };
}

function frequencySection({ frequencies }: Comparison): Section {
  return {
    heading: 'Calls that became more or less frequent',
    columns: [KIND, CHANGE, ...CALLS, RATIO, CHANCE, PROCESS, CALL],
    rows: frequencies.map((one) => {
      const { process, call, counts } = one.item;
      return ['calls', more(one), ...counts, one.ratio, one.p, process, call];
    }),
  };
}

const duration = (name: string, heading: string): Column => ({ name, heading, type: 'duration' });
const signed = (ns: Value): string => `${(ns as number) < 0 ? '-' : '+'}${humanDuration(Math.abs(ns as number))}`;
const EVIDENCE_TEXTS: Readonly<Record<string, string>> = {
  most: 'most calls',
  many: 'many calls',
  some: 'some calls',
  few: 'few calls: may be chance',
};

const LATENCY_COLUMNS: readonly Column[] = [
  KIND,
  CHANGE,
  { name: 'extra', heading: 'In all', type: 'duration', text: signed },
  ...CALLS,
  duration('p50.a', 'p50 A'),
  duration('p50.b', 'B'),
  duration('p99.a', 'p99 A'),
  duration('p99.b', 'B'),
  CHANCE,
  PROCESS,
  CALL,
  text('waits_for', 'Waits for'),
  { ...text('evidence', 'Seen in'), text: (evidence) => EVIDENCE_TEXTS[evidence as string] ?? '' },
];

function latencyRow({ pair, extra, evidence, p }: LatencyChange): Row {
  const { process, call, awaits, durations } = pair;
  const [a, b] = durations;
  const percentiles = [0.5, 0.99].flatMap((share) => [a.percentile(share), b.percentile(share)]);
  const change = extra > 0 ? 'slower' : 'faster';
  return ['latency', change, Math.round(extra), a.count, b.count, ...percentiles, p, process, call, awaits, evidence];
}

const latencySection = ({ latencies }: Comparison): Section => ({
  heading: 'Calls that became slower or faster',
  columns: LATENCY_COLUMNS,
  rows: latencies.map(latencyRow),
});

/** How two runs differ, as rows; sections without rows are left out. */
export function sectionsOf(comparison: Comparison): readonly Section[] {
  const kinds: readonly ThingKind[] = ['programs', 'processes', 'endings', 'errors', 'files', 'connections'];
  const things = kinds.map((kind) => thingSection(kind, comparison));
  const all = [...things, errorSection(comparison), latencySection(comparison), frequencySection(comparison)];
  return all.filter(({ rows }) => rows.length > 0);
}
