import { Durations } from '../durations.js';
import type { CallGroup, Profile } from './profile.js';

/** The calls of one name from processes of one name, in two runs. */
export interface CallPair extends Pick<CallGroup, 'process' | 'call' | 'awaits'> {
  readonly counts: readonly [a: number, b: number];
  readonly durations: readonly [a: Durations, b: Durations];
}

const keyOf = ({ process, call }: CallGroup): string => `${process}\0${call}`;
const NONE = { count: 0, durations: new Durations() };

/** The calls of two runs, of processes that both of them have: what others did is new or missing as a whole. */
export function callPairs(a: Profile, b: Profile): readonly CallPair[] {
  const [ofA, ofB] = [a, b].map(({ calls }) => new Map(calls.map((group) => [keyOf(group), group]))) as [
    Map<string, CallGroup>,
    Map<string, CallGroup>,
  ];
  const [inA, inB] = [a, b].map(({ calls }) => new Set(calls.map(({ process }) => process))) as [
    Set<string>,
    Set<string>,
  ];
  return [...new Map([...ofA, ...ofB])]
    .filter(([, { process }]) => inA.has(process) && inB.has(process))
    .map(([key, { process, call, awaits }]) => {
      const [one, other] = [ofA.get(key) ?? NONE, ofB.get(key) ?? NONE];
      const [counts, durations] = [
        [one.count, other.count],
        [one.durations, other.durations],
      ] as [[number, number], [Durations, Durations]];
      return { process, call, awaits, counts, durations };
    });
}
