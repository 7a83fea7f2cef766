/** Names of arguments that are neither the kernel's nor the man page's, each for a reason. */

/** The end of a name in the kernel or in a man page, ours, and why. */
const EVERYWHERE: readonly (readonly [theirs: RegExp, ours: string, why: string])[] = [
  [/dfd$/, 'dirfd', 'the man pages have no other name for it; some calls have none'],
  [/(filename|pathname)$/, 'path', 'all paths have one name, so that evt.arg.path finds them'],
  [/^(u_|u|_)(?=\w)/, '', 'the kernel marks pointers to the memory of the caller'],
];

/** Ours for an argument of a call, and why. */
const DELIBERATE: Readonly<Record<string, readonly [ours: string, why: string]>> = {
  'preadv2.pos_h': ['offset_high', 'the page shows the function, whose offset is one argument'],
  'pwritev2.pos_h': ['offset_high', 'the page shows the function, whose offset is one argument'],
  'readlink.buf': ['target', 'it is what the call has written'],
  'readlinkat.buf': ['target', 'it is what the call has written'],
  'epoll_ctl.event': ['events', 'it is this member of the structure'],
  'sched_setparam.param': ['priority', 'it is the only member of the structure'],
  'sched_getparam.param': ['priority', 'it is the only member of the structure'],
  'sched_setscheduler.param': ['priority', 'it is the only member of the structure'],
  'clock_getres.tp': ['resolution', 'the name in the page, res, is that of the result'],
  'clock_adjtime.which_clock': ['clockid', 'as for all other calls with a clock'],
  'name_to_handle_at.name': ['path', 'all paths have one name, so that evt.arg.path finds them'],
  'acct.name': ['path', 'all paths have one name, so that evt.arg.path finds them'],
  'waitid.ru': ['rusage', 'as for wait4; the function does not have it'],
  'getcpu.unused': ['tcache', 'the page has it in its notes only'],
  'statmount.buf': ['smbuf', 'the name in newer pages'],
  'mseal.start': ['addr', 'as for all other calls with a range of memory'],
  'mseal.len': ['length', 'as for all other calls with a range of memory'],
};

/** The names that an argument of a call may have whose name in the kernel and in the man page are given. */
export function namesFor(call: string, kernel: string, page: string | undefined): readonly string[] {
  const theirs = page === undefined ? [kernel] : [kernel, page];
  const everywhere = theirs.flatMap((name) => EVERYWHERE.map(([end, ours]) => name.replace(end, ours)));
  const deliberate = DELIBERATE[`${call}.${kernel}`]?.[0];
  return [...theirs, ...everywhere, ...(deliberate === undefined ? [] : [deliberate])];
}

/** The deliberate differences, as call and argument. */
export const DELIBERATE_NAMES: readonly string[] = Object.keys(DELIBERATE);
