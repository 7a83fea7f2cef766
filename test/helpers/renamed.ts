import { lines } from './lines.js';

/** The option of prctl that names a thread: PR_SET_NAME. */
const RENAMES = 'evt.type=prctl and evt.rawarg.option=15';

const ENDS_AND_CREATORS = 'evt.type=procexit or (evt.type in (clone, clone3, fork, vfork) and evt.rawres>0)';

/** Removes the lines that have one of these thread ids. */
function withoutThreads(tids: ReadonlySet<string>): (lines: readonly string[]) => string[] {
  return (all) => all.filter((line) => !(line.match(/\d+/g) ?? []).some((number) => tids.has(number)));
}

/**
 * Removes the lines of children that ended before the call returned that created them, as happens on a busy machine: the reference
 * makes them once more (docs/DIFFERENCES.md).
 */
export async function withoutEarlyEnds(file: string): Promise<(lines: readonly string[]) => string[]> {
  const [ended, early] = [new Set<string>(), new Set<string>()];
  for (const line of await lines('-r', file, '-p', '*%evt.type %thread.tid %evt.rawres', ENDS_AND_CREATORS)) {
    const [type, tid = '', child = ''] = line.split(' ');
    if (type === 'procexit') ended.add(tid);
    else if (ended.has(child)) early.add(child);
  }
  return withoutThreads(early);
}

/**
 * Removes the lines of threads that renamed themselves: here a thread has the new name from then on, in the reference it does
 * not (docs/DIFFERENCES.md).
 */
export async function withoutRenamed(file: string): Promise<(lines: readonly string[]) => string[]> {
  return withoutThreads(new Set(await lines('-r', file, '-p', '%thread.tid', RENAMES)));
}

const UNKNOWN_SWITCH = /<NA> \([1-9]\d*\) > switch /;
const timeOf = (line: string): string => line.slice(0, line.indexOf(' '));

/**
 * Removes last switches from default lines without event numbers: here they belong to the thread that ended, in the reference, whose
 * lines are `theirs`, to none (docs/DIFFERENCES.md).
 */
export function withoutLastSwitches(theirs: readonly string[]): (lines: readonly string[]) => string[] {
  const times = new Set(theirs.filter((line) => UNKNOWN_SWITCH.test(line)).map(timeOf));
  return (all) => all.filter((line) => !times.has(timeOf(line)));
}

/** Lines in which all names that runc gives itself while it starts a container are replaced by one. */
export function withoutStagesOfRunc(all: readonly string[]): string[] {
  return all.map((line) => line.replace(/runc:\[\d:\w+\]/g, 'runc'));
}

/** Lines without the names of the next threads of switches: the reference does not know those that are new. */
export function withoutNextNames(all: readonly string[]): string[] {
  return all.map((line) => line.replace(/ next=(\d+)\(.*\) pgft_maj=/, ' next=$1 pgft_maj='));
}
