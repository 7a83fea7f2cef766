/**
 * The counters of the probe, in slot order. The first ones are kept per CPU in the kernel, the others by the reader of the ring
 * buffers.
 */
export const PROBE_STATS = [
  { name: 'events', where: 'kernel', doc: 'events written to a ring' },
  { name: 'dropsRing', where: 'kernel', doc: 'events lost because the ring of the CPU was full' },
  {
    name: 'dropsNested',
    where: 'kernel',
    doc: 'events lost because their program interrupted one that was writing to the ring',
  },
  { name: 'dropsTooLarge', where: 'kernel', doc: 'events lost because they were larger than a block may be' },
  {
    name: 'foreignAbi',
    where: 'kernel',
    doc: 'system calls of x32, of 32-bit numbers that no kernel has, and of 32 bits on aarch64: counted only',
  },
  {
    name: 'missedRuns',
    where: 'reader',
    doc: 'times that the kernel left out an attached program because it was at work on that CPU already; whether they would have recorded an event is unknown',
  },
  { name: 'lateEvents', where: 'reader', doc: 'events that arrived out of order and got the time of the one before' },
  {
    name: 'programsMissing',
    where: 'reader',
    doc: 'events that are recorded as generic because the kernel rejected their program',
  },
] as const;

/** Name of a counter. */
export type ProbeStat = (typeof PROBE_STATS)[number]['name'];

/** Slot of a counter by name. */
export const PROBE_STAT_SLOT = Object.fromEntries(PROBE_STATS.map((stat, slot) => [stat.name, slot])) as Readonly<
  Record<ProbeStat, number>
>;
