import { removeUnprintable } from '../decode/printable.js';
import { EVT } from '../schema/events.js';
import { HAS_DIRECTORY } from '../state/binding.js';
import type { FdInfo } from '../state/fd-info.js';
import { AT_FDCWD, UNKNOWN_DIRECTORY, withoutSlash } from '../state/path.js';
import type { Subject } from '../state/subject.js';
import type { Thread } from '../state/thread.js';
import { fdName, nameFromParams, rawNameFromParams } from './fd-name.js';
import { type Extract, type FieldDef, type FieldValue, ofSubject, subjectClass, USUAL_DEMANDS } from './field.js';
import { fdOf, fdOfKind, hasFd, isFile, ofFd } from './of-fd.js';

function directoryOf(fd: FdInfo): string | null {
  if (fd.type === 'DIRECTORY') return fd.name;
  if (!isFile(fd)) return null;
  const slash = fd.name.lastIndexOf('/');
  return slash <= 0 ? '/' : fd.name.slice(0, slash);
}

/** Whether the event's descriptor is the working directory. */
const isWorkingDirectory = ({ fdNum, view }: Subject): boolean => fdNum === AT_FDCWD && HAS_DIRECTORY[view.type] === 1;

function workingDirectory(thread: Thread): string | null {
  const { directory } = thread;
  return directory === UNKNOWN_DIRECTORY ? null : withoutSlash(directory);
}

/** fd.directory: of the descriptor. For one that could not be made, the whole name, as in the reference. */
const fdDirectory: Extract = (evt) => {
  if (!hasFd(evt)) return null;
  if (isWorkingDirectory(evt)) return workingDirectory(evt.thread as Thread);
  const fd = fdOf(evt);
  return fd === null ? nameFromParams(evt) : directoryOf(fd);
};

/** The path as given by the program, with double slashes reduced to one. */
const rawName: Extract = (evt) => {
  if (!hasFd(evt)) return null;
  const fd = fdOf(evt);
  return fd === null ? rawNameFromParams(evt) : fd.rawName.replace(/\/{2,}/g, '/');
};

function fileName(fd: FdInfo): string | null {
  if (!isFile(fd)) return null;
  const slash = fd.name.lastIndexOf('/');
  // A name without a slash (the directory of the process is unknown) becomes "/" in the reference.
  return slash < 0 || fd.name === '/' ? '/' : fd.name.slice(slash + 1);
}

/** A name prefixed with the container id. */
const inContainer =
  (read: Extract): Extract =>
  (evt) => {
    const name = read(evt);
    return name === null ? null : `${evt.thread?.containerId ?? ''}:${name}`;
  };

/** The path of a failed old openat is in its enter event, which the reference has discarded when it prints. */
const isForgotten = (evt: Subject): boolean => evt.view.type === EVT.OPENAT_X && fdOf(evt) === null;

/** `bind` for filters, which see names unchanged, and `bindText` for printing. */
function named(read: Extract, clean: (name: FieldValue, evt: Subject) => FieldValue = printable) {
  const text: Extract = (evt) => (isForgotten(evt) ? null : clean(read(evt), evt));
  return { bind: ofSubject(read), bindText: ofSubject(text) } satisfies Partial<FieldDef>;
}

const printable = (name: FieldValue): FieldValue => (typeof name === 'string' ? removeUnprintable(name) : name);
/** The raw name of an open descriptor is printed unchanged, that of a failed open without unprintable bytes. */
const printableRaw = (name: FieldValue, evt: Subject): FieldValue => (fdOf(evt) === null ? printable(name) : name);

/** The name of the event's descriptor and its parts. */
export const FD_PATH_FIELDS = subjectClass(
  'fd',
  [
    {
      name: 'fd.name',
      type: 'charbuf',
      isOfFd: true,
      display: 'Name',
      description: 'Full path of a file, or both ends of a connection as 10.0.0.1:3456->10.0.0.2:80.',
      ...named(fdName),
      ofKind: fdOfKind,
    },
    {
      name: 'fd.nameraw',
      type: 'charbuf',
      display: 'Raw Name',
      description: 'Path of a file as the program gave it.',
      ...named(rawName, printableRaw),
      ofKind: fdOfKind,
    },
    {
      name: 'fd.directory',
      type: 'charbuf',
      isOfFd: true,
      cost: 3,
      display: 'Directory',
      description: 'Directory that contains the file; the working directory for AT_FDCWD.',
      ...named(fdDirectory),
      ofKind: fdOfKind,
    },
    {
      name: 'fd.filename',
      type: 'charbuf',
      isOfFd: true,
      cost: 3,
      display: 'File Name',
      description: 'Name of a file without its directory.',
      bind: ofFd(fileName),
      ofKind: fdOfKind,
    },
    {
      name: 'fd.containername',
      type: 'charbuf',
      cost: 3,
      display: 'Container and Name',
      description: 'Container id, a colon and fd.name: distinguishes files of the same name in different containers.',
      ...named(inContainer(fdName)),
      ofKind: fdOfKind,
    },
    {
      name: 'fd.containerdirectory',
      type: 'charbuf',
      cost: 3,
      display: 'Container and Directory',
      description: 'Container id, a colon and fd.directory.',
      ...named(inContainer(fdDirectory)),
      ofKind: fdOfKind,
    },
  ],
  USUAL_DEMANDS,
);
