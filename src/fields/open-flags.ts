import { isExitType } from '../schema/event.js';
import { EVT } from '../schema/events.js';
import { FILE_FLAGS } from '../schema/flags/file.js';
import type { Evt } from '../state/evt.js';
import { fieldClass, plain, USUAL_DEMANDS } from './field.js';

const bit = (name: string): number => FILE_FLAGS.entries.find((entry) => entry[0] === name)?.[1] ?? 0;
const READ = bit('O_RDONLY');
const WRITE = bit('O_WRONLY');
const CREATED = bit('O_F_CREATED') || bit('F_CREATED');
const TMPFILE = bit('O_TMPFILE');
const CREATE = bit('O_CREAT');
const EXECUTABLE = 0o111;

/** Parameter indexes of flags and mode in exit events of open calls; -1 if absent. */
const LAYOUTS: Readonly<Record<number, { readonly flags: number; readonly mode: number }>> = {
  [EVT.OPEN_X]: { flags: 2, mode: 3 },
  [EVT.OPENAT_E]: { flags: 2, mode: 3 },
  [EVT.CREAT_X]: { flags: -1, mode: 2 },
  [EVT.OPENAT_2_X]: { flags: 3, mode: 4 },
  [EVT.OPENAT2_X]: { flags: 3, mode: 4 },
  [EVT.OPEN_BY_HANDLE_AT_X]: { flags: 2, mode: -1 },
};

function flagsOf(evt: Evt): number {
  const at = LAYOUTS[evt.view.type]?.flags ?? -1;
  const flags = at < 0 ? 0 : evt.view.uint32(at);
  return Number.isNaN(flags) ? 0 : flags;
}

function hasCreated(evt: Evt): boolean {
  const flags = flagsOf(evt);
  return (flags & CREATED) !== 0 || (isExitType(evt.view.type) && isTemporary(flags) && evt.view.int64(0) >= 0);
}

/** Whether an unnamed file is made. O_DIRECTORY sets O_TMPFILE, too (docs/reference/PARAMETERS.md), but folders cannot be written. */
function isTemporary(flags: number): boolean {
  return (flags & TMPFILE) !== 0 && (flags & WRITE) !== 0;
}

function createsExecutable(evt: Evt): boolean {
  const at = LAYOUTS[evt.view.type]?.mode ?? -1;
  const wantsFile = evt.view.type === EVT.CREAT_X || (flagsOf(evt) & CREATE) !== 0 || isTemporary(flagsOf(evt));
  return at >= 0 && wantsFile && (evt.view.uint32(at) & EXECUTABLE) !== 0;
}

/** Flags with which files are opened. */
export const OPEN_FLAG_FIELDS = fieldClass(
  'evt',
  [
    {
      name: 'evt.is_open_read',
      type: 'bool',
      display: 'Opens for Reading',
      description: 'True for calls that open a file for reading.',
      bind: plain((evt) => (flagsOf(evt) & READ) !== 0),
      ofKind: (kind) => (LAYOUTS[kind.def.id] === undefined ? false : undefined),
    },
    {
      name: 'evt.is_open_write',
      type: 'bool',
      display: 'Opens for Writing',
      description: 'True for calls that open a file for writing.',
      bind: plain((evt) => (flagsOf(evt) & WRITE) !== 0),
      ofKind: (kind) => (LAYOUTS[kind.def.id] === undefined ? false : undefined),
    },
    {
      name: 'evt.is_open_create',
      type: 'bool',
      display: 'Creates File',
      description: 'True for calls that created the file that they opened.',
      bind: plain(hasCreated),
      ofKind: (kind) => (LAYOUTS[kind.def.id] === undefined ? false : undefined),
    },
    {
      name: 'evt.is_open_exec',
      type: 'bool',
      display: 'Creates Executable',
      description: 'True for calls that created an executable file.',
      bind: plain(createsExecutable),
      ofKind: (kind) => (LAYOUTS[kind.def.id] === undefined ? false : undefined),
    },
  ],
  USUAL_DEMANDS,
);
