import { expect, test } from '@jest/globals';
import { EF, type EventDef, isExitType } from '../../../src/schema/event.js';
import { EVENTS } from '../../../src/schema/events.js';
import { int, text } from '../../helpers/event-samples.js';
import { type AnyEventCode, namedEvent } from '../../helpers/process-events.js';
import type { EventParts } from '../../helpers/scap.js';
import { printed } from '../../helpers/story.js';

const SERVER = 1000;
/** A descriptor of the server. */
const DIRECTORY = int(2, 8);
const FORMAT = '%evt.dir %evt.type %fd.num %fd.name';

const indexOfFd = ({ params }: EventDef): number => params.findIndex(({ type }) => type === 'fd');

/** Whether the descriptor of a call is the one that it makes, not one of its arguments. */
const makesOne = ({ flags }: EventDef): boolean => (flags & EF.CREATES_FD) !== 0;

/** An event with the same descriptor in all arguments, and the result 0. */
function eventOf(def: EventDef): EventParts {
  const isArgument = (index: number) => !isExitType(def.id) || index > 0;
  const args = def.params.filter(({ type }, i) => type === 'fd' && isArgument(i)).map(({ name }) => [name, DIRECTORY]);
  return namedEvent(def.code as AnyEventCode, SERVER, Object.fromEntries(args));
}

/** Calls with a descriptor among their arguments, as enter and exit rows. */
const CALLS = EVENTS.filter((enter) => !isExitType(enter.id) && (enter.flags & (EF.UNUSED | EF.DESCRIBES)) === 0)
  .map((enter) => ({ enter, exit: EVENTS[enter.id + 1] as EventDef }))
  .filter(({ enter, exit }) => !makesOne(enter) && (indexOfFd(enter) >= 0 || indexOfFd(exit) > 0));

test('the table has calls with descriptors', () => {
  expect(CALLS.length).toBeGreaterThan(50);
});

test.each(CALLS.map((call) => [call.enter.code, call] as const))('%s and its exit have a descriptor', (_, call) => {
  const { enter, exit } = call;
  const [atEnter, atExit] = printed(FORMAT, [eventOf(enter), eventOf(exit)]);
  // an enter event without parameters has none
  const expected = indexOfFd(enter) < 0 ? '<NA> <NA>' : '2 /tmp/dir';
  expect([atEnter, atExit]).toEqual([`> ${enter.name} ${expected}`, `< ${exit.name} 2 /tmp/dir`]);
  expect(printed(FORMAT, [eventOf(enter), eventOf(exit)], 'evt.dir=< and fd.name=/tmp/dir')).toEqual([atExit]);
});

test.each(['SETSOCKOPT', 'NEWFSTATAT', 'UNLINKAT_2', 'IO_URING_ENTER', 'CALL_STATX', 'CALL_FSYNC'] as const)(
  '%s that failed has its descriptor, even without its enter event',
  (name) => {
    const exit = EVENTS.find(({ code }) => code === `${name}_X`) as EventDef;
    const param = exit.params[1]?.name as string;
    const event = namedEvent(`${name}_X`, SERVER, { res: int(-2, 8), [param]: DIRECTORY });
    expect(printed('%fd.num %fd.name', [event])).toEqual(['2 /tmp/dir']);
  },
);

test('the working directory is not a descriptor', () => {
  const event = namedEvent('UNLINKAT_2_X', SERVER, { dirfd: int(-100, 8), name: text('a') });
  expect(printed('%fd.num [%fd.name] %fd.type', [event])).toEqual(['-100 [] <NA>']);
});
