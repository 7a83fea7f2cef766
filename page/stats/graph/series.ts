import { computed, type Signal, signal, untracked } from '@preact/signals';
import type { ColourRule, SeriesAnswer, ViewInfo, ViewRequest } from '../../../src/web/protocol.js';
import { get, post } from '../../api/client.js';
import { MOST_INTERVALS } from '../../api/limits.js';
import { pause } from '../../api/pause.js';
import { kept } from '../../state/kept.js';
import { ignored } from '../../state/settings.js';
import { capture, isLog, progress } from '../../state/store.js';
import { count, size } from '../../text/counts.js';
import { duration } from '../../text/durations.js';

/** What a series shows of an interval. */
export interface Measure {
  readonly id: string;
  readonly title: string;
  readonly values: (answer: SeriesAnswer) => readonly number[];
  readonly text: (value: number) => string;
  /** One value for several intervals, from those of each; null if there is none. */
  readonly total: ((values: readonly number[]) => number) | null;
}

const mean = ({ latencies, calls }: SeriesAnswer): readonly number[] =>
  latencies.map((sum, at) => (calls[at] === 0 ? 0 : Math.round(sum / (calls[at] as number))));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);

/** The measures, by the order of the menu. */
export const MEASURES: readonly Measure[] = [
  { id: 'events', title: 'events', values: ({ events }) => events, text: count, total: sum },
  { id: 'calls', title: 'calls', values: ({ calls }) => calls, text: count, total: sum },
  { id: 'errors', title: 'errors', values: ({ errors }) => errors, text: count, total: sum },
  { id: 'bytes', title: 'bytes', values: ({ bytes }) => bytes, text: size, total: sum },
  { id: 'mean', title: 'mean latency', values: mean, text: duration, total: null },
  { id: 'longest', title: 'longest latency', values: ({ longest }) => longest, text: duration, total: largest },
];

export const measureOf = (id: string): Measure =>
  MEASURES.find((measure) => measure.id === id) ?? (MEASURES[0] as Measure);

/** A line of the graph, as the user wants it. */
export interface Wanted {
  readonly filter: string;
  /** The id of a measure. */
  readonly measure: string;
}

/** Lines of the graph; each has a colour of its own. */
export const MOST_SERIES = 6;
const OF_CALLS: readonly Wanted[] = [
  { filter: '', measure: 'calls' },
  { filter: '', measure: 'errors' },
];

/** Those that a log begins with: its events, and those that its rule for errors colours. */
function linesOfLog(rules: readonly ColourRule[]): readonly Wanted[] {
  const errors = rules.filter(({ name }) => /error/i.test(name)).slice(0, 1);
  return ['', ...errors.map(({ filter }) => filter)].map((filter) => ({ filter, measure: 'events' }));
}

/** Lines by the user's will, for each event source. */
const wantedBySource = new Map<string, Signal<readonly Wanted[]>>();

function wantedSignal(): Signal<readonly Wanted[]> {
  const { profile: source = '', colours = [] } = capture.value ?? {};
  const known = wantedBySource.get(source);
  if (known !== undefined) return known;
  const made = untracked(() =>
    source === '' ? kept('graph', OF_CALLS) : kept(`graph.${source}`, linesOfLog(colours)),
  );
  wantedBySource.set(source, made);
  return made;
}

/** The lines that the user wants. */
export const wanted = computed(() => wantedSignal().value);

/** Shows other lines. */
export function wantLines(lines: readonly Wanted[]): void {
  wantedSignal().value = lines;
}

/** A line to begin with. */
export const newLine = (): Wanted =>
  isLog.value ? { filter: '', measure: 'events' } : { filter: 'evt.type=execve', measure: 'calls' };

/** A line of the graph with its values. */
export interface Line extends Wanted {
  readonly begin: string;
  /** ns of each interval that has a value. */
  readonly interval: number;
  readonly values: readonly number[];
  /** Whether all events are searched. */
  readonly isWhole: boolean;
}

/** The lines; null where one is on its way. */
export const lines = signal<readonly (Line | null)[]>([]);
/** Why a line cannot be shown, by its place; null for no reason. */
export const problems = signal<readonly (string | null)[]>([]);

/** How long a line rests before it is asked for again, in ms: while events are searched for it, and while the capture grows. */
const REST = { searching: 200, growing: 2000 };

/** Takes the values of a line, again and again while its events become more. Throws RefusedError. */
export async function keepLine(
  line: Wanted,
  { interval, aborted }: { readonly interval: number; readonly aborted: AbortSignal },
  take: (line: Line) => void,
): Promise<void> {
  const asked: ViewRequest = { filter: line.filter, without: [...ignored.value] };
  let view = await post<ViewInfo>('/api/views', asked, aborted);
  for (;;) {
    const answer = await get<SeriesAnswer>(`/api/views/${view.id}/series?interval=${interval}`, aborted);
    if (aborted.aborted) return;
    const { isComplete } = view;
    const values = measureOf(line.measure).values(answer);
    take({ ...line, begin: answer.begin, interval, values, isWhole: isComplete });
    if (isComplete) return;
    await pause(progress.value?.isComplete === true ? REST.searching : REST.growing);
    view = await get<ViewInfo>(`/api/views/${view.id}`, aborted);
  }
}

const [MS, MIN, D] = [1e6, 60e9, 86_400e9];
/** Lengths of intervals in ns that can be chosen, and what the graph takes if none is. Of the longest, no capture has too many. */
export const INTERVALS: readonly number[] = [
  ...[0.1, 1, 10, 100, 1000, 10_000].map((ms) => ms * MS),
  ...[1, 10, 60].map((min) => min * MIN),
  ...[1, 7, 100].map((days) => days * D),
];
const FINEST = 400;

/** The shortest of the intervals of which a span has some hundreds at most. */
export const fitting = (spanNs: number): number =>
  INTERVALS.find((ns) => spanNs / ns <= FINEST) ?? (INTERVALS.at(-1) as number);

/** Whether a span has not too many of an interval. */
export const isPossible = (spanNs: number, ns: number): boolean => spanNs / ns < MOST_INTERVALS;
