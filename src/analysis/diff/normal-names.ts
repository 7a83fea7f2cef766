import type { Thread } from '../../state/thread.js';

const PROCESS_FOLDER = /^\/proc\/\d+(?:\/task\/\d+)?/;
const OF_DESCRIPTOR = /(?<=^\/proc\/PID\/(?:fd|fdinfo)\/)\d+/;
const NUMBERS = /\d+/g;

/** Whether a number in a name is an id of the thread or its parent. */
const isIdOf = ({ tid, pid, ptid, vtid, vpid }: Thread, digits: string): boolean =>
  digits.length > 1 && [tid, pid, ptid, vtid, vpid].includes(Number(digits));

/** A path without ids of processes. */
export function normalPath(path: string, thread: Thread): string {
  return path
    .replace(PROCESS_FOLDER, (folder) => (folder.includes('task') ? '/proc/PID/task/TID' : '/proc/PID'))
    .replace(OF_DESCRIPTOR, 'FD')
    .replace(NUMBERS, (digits) => (isIdOf(thread, digits) ? 'PID' : digits));
}

/** The name of a thread without numbers that tell members of a pool apart. */
export const normalComm = (comm: string): string => comm.replace(/(?<=[-_:/#. ])\d+|\d+(?=:)/g, '#');

/** Folders of temporary files: those of the system, and those that programs have for themselves. */
const TEMPORARY = /^(?:\/dev\/shm|\/run\/user\/\d+|(?:\/[^/]+)*?\/\.?te?mp)\//;
/** Names of temporary files elsewhere. */
const TEMPORARY_NAME = /(?<=\/)\.?tmp[^/]*/g;
/**
 * Names that mkstemp(3), Perl's File::Temp and Python's tempfile make up: letters of both cases, or letters and digits;
 * with underscores where a name begins.
 */
const MADE_UP =
  /(?:(?<=^|[./]|tmp)(?=\w*\d|\w+[A-Z])(?:\w{10}|\w{8}|\w{6})|(?<=[_-])(?=[a-z0-9_]*\d|[A-Za-z0-9]+[A-Z])(?:[A-Za-z0-9]{10}|[A-Za-z0-9]{8}|[A-Za-z0-9]{6})|(?<=\/tmp)[a-z0-9_]{8})(?=$|[./])/g;
/** Names that GCC makes up, and git to try links. */
const OF_COMPILERS = /(?<=\/)cc[A-Za-z0-9]{6}(?=\.)/g;
const OF_GIT = /(?<=\/\.git\/)t[A-Za-z0-9]{6}$/;
/** Names below a temporary folder that may be made up: without an extension, but some letters long. */
const MAY_BE_MADE_UP = /(?<=\/)[A-Za-z0-9_]{6,}(?=$|\/)/g;
/** Numbers that are unique by design: UUIDs, and hashes of 16 and more digits. */
const UNIQUE =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9A-Za-z])(?=[0-9a-f]*\d)[0-9a-f]{16,}(?![0-9A-Za-z])/g;

/** Dates with a time of day, as in names of logs. Dates alone may be versions. */
const MOMENT =
  /(?<!\d)(?:19|20)\d\d([-_]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])[T_-](?:[01]\d|2[0-3])[-_:.]?[0-5]\d(?:[-_:.]?[0-5]\d(?:[-_.]?\d{3,9})?)?Z?(?!\d)/g;

/** A path without what is made up anew in each run: unique numbers, moments, and all numbers and random parts of temporary names. */
export function coarsePath(path: string): string {
  const plain = path.replace(UNIQUE, '*').replace(MOMENT, '*').replace(OF_GIT, '*');
  const [folder] = TEMPORARY.exec(plain) ?? [];
  if (folder === undefined) return plain.replace(TEMPORARY_NAME, (name) => name.replace(MADE_UP, '*'));
  const below = plain.slice(folder.length - 1);
  // whole names first: a part of one may look made up, too
  const whole = below.replace(MAY_BE_MADE_UP, '*');
  return folder + whole.replace(OF_COMPILERS, '*').replace(MADE_UP, '*').replace(NUMBERS, '#').slice(1);
}

/** First port of those that the kernel gives to sockets that ask for none. */
const FIRST_GIVEN = 32_768;
const PORT = /:(\d{5})(?!\d)/g;

/** An address without a port that the kernel may have given. */
export const coarseAddress = (text: string): string =>
  text.replace(PORT, (port, digits: string) => (Number(digits) >= FIRST_GIVEN ? ':*' : port));
