import { type CallPair, callPairs } from './call-pairs.js';
import { type CountScale, countScale, type FrequencyChange, frequencyChanges, type ScaleName } from './frequency.js';
import { coarseAddress, coarsePath } from './normal-names.js';
import type { Profile } from './profile.js';
import { type LatencyChange, type LatencyScale, latencyChanges, latencyScale } from './slowness.js';
import { type ThingChange, thingChanges } from './thing-changes.js';
import type { Thing } from './things.js';

/** The kinds of things that a run can have and another one can lack. */
export const THING_KINDS = ['programs', 'processes', 'endings', 'files', 'connections', 'errors'] as const;
export type ThingKind = (typeof THING_KINDS)[number];

/** How two runs differ. */
export interface Comparison {
  readonly things: Readonly<Record<ThingKind, readonly ThingChange[]>>;
  /** Errors that both have, but not as often. */
  readonly errors: readonly FrequencyChange<ThingChange>[];
  readonly latencies: readonly LatencyChange[];
  readonly frequencies: readonly FrequencyChange<CallPair>[];
  readonly latencyScale: LatencyScale;
  readonly countScale: CountScale;
}

/** Most bytes of the name of a thread. */
const COMM_BYTES = 15;

/** Words without what may be made up anew in each run. */
const coarsen = (words: readonly string[]): readonly string[] => words.map((word) => coarseAddress(coarsePath(word)));

/** Processes without those that are called as a program that is new or missing itself. */
function withoutPrograms(processes: readonly ThingChange[], programs: readonly ThingChange[]): readonly ThingChange[] {
  const names = new Set(programs.map(({ words: [path = ''] }) => path.slice(path.lastIndexOf('/') + 1, COMM_BYTES)));
  return processes.filter(({ process }) => !names.has(process));
}

const namesOf = ({ processes }: Profile): ReadonlySet<string> => new Set(processes.all.map(({ process }) => process));

/** Changes of processes that both runs have, then those of others: what a process does that is new as a whole says little. */
function sharedFirst(changes: readonly ThingChange[], a: Profile, b: Profile): readonly ThingChange[] {
  const [ofA, ofB] = [namesOf(a), namesOf(b)];
  const isShared = ({ process }: ThingChange): boolean => ofA.has(process) && ofB.has(process);
  return [...changes.filter(isShared), ...changes.filter((one) => !isShared(one))];
}

/** The errors of both runs, with both counts. */
function commonErrors(a: readonly Thing[], b: readonly Thing[]): readonly ThingChange[] {
  const ofA = new Map(a.map(({ words, count }) => [words.join('\0'), count]));
  return b.flatMap(({ process, words, count }) => {
    const before = ofA.get(words.join('\0'));
    return before === undefined ? [] : [{ process, words, counts: [before, count] as const }];
  });
}

/** Compares two runs; counts by `scale`. */
export function compare(a: Profile, b: Profile, scale: ScaleName): Comparison {
  const changes = (kind: ThingKind): readonly ThingChange[] =>
    sharedFirst(thingChanges(a[kind].all, b[kind].all, coarsen), a, b);
  const programs = changes('programs');
  const pairs = callPairs(a, b);
  const counts = countScale(pairs, [a.elapsed, b.elapsed], scale);
  const latencies = latencyScale(pairs);
  return {
    things: {
      programs,
      processes: withoutPrograms(changes('processes'), programs),
      endings: changes('endings'),
      files: changes('files'),
      connections: changes('connections'),
      errors: changes('errors'),
    },
    errors: frequencyChanges(commonErrors(a.errors.all, b.errors.all), counts),
    latencies: latencyChanges(pairs, latencies, b.elapsed),
    frequencies: frequencyChanges(pairs, counts),
    latencyScale: latencies,
    countScale: counts,
  };
}
