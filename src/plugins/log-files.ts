import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stdin } from 'node:process';
import { SyssharkError } from '../errors.js';
import type { ByteInput } from '../source/byte-input.js';
import { openInput } from '../source/file-input.js';
import { reasonOf } from '../source/system-error.js';

/** Names of log files in a folder. The reference takes the first two only. */
const LOG_FILE = /\.(?:json|jsonl|ndjson)(?:\.gz)?$/;
const STDIN = '-';
/** Largest file that is read at once: most log files are far smaller. */
const MAX_SMALL = 1 << 20;

/** A log file, wherever it is. */
export interface LogFile {
  /** Its name in messages. */
  readonly name: string;
  /** All its bytes, compressed or not, if they are in memory or small; null to open it. Throws the error of the system, or a reason. */
  whole(): Buffer | null | Promise<Buffer>;
  /** Opens it. Throws the error of the system. */
  open(): ByteInput;
  /** Why `whole` is only a part of its bytes; null if it is not. */
  readonly cut: string | null;
}

/** Log files in the order in which they are read. */
export interface LogFiles {
  /** Whether the next one may have to be waited for. */
  readonly waits: boolean;
  /** What one of them is called. */
  readonly noun: 'file' | 'message';
  /** The next one, once all of the one before has been delivered; null at the end. Throws SyssharkError if that cannot be found out. */
  next(): LogFile | null | Promise<LogFile | null>;
  /** Ends what is waited for. Idempotent. */
  stop(): void;
}

/** Is told of something that cannot be read: the name of a file, folder or message, and why. */
export type Fault = (name: string, reason: string) => void;

/** Whether a name is that of a log file in a folder. */
export const isLogFile = (name: string): boolean => LOG_FILE.test(name);

const inByteOrder = (names: readonly string[]): string[] =>
  [...names].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));

function* below(folder: string, fault: Fault): Generator<string, void, void> {
  let names: readonly string[] = [];
  try {
    names = inByteOrder(readdirSync(folder));
  } catch (error) {
    fault(folder, reasonOf(error));
  }
  for (const name of names) {
    const path = join(folder, name);
    // a link is a file, whatever it leads to
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true) yield* below(path, fault);
    else if (isLogFile(name)) yield path;
  }
}

/** The log files of a folder, in the order in which they are read. */
export type FilesOf = (folder: string, fault: Fault) => Generator<string, void, void>;

/** Files in a folder and below it, depth first, by name. A folder that is a link has none: the reference does not follow it. */
export const belowByName: FilesOf = function* (folder, fault) {
  if (lstatSync(folder).isDirectory()) yield* below(folder, fault);
};

/** Files of any name that are directly in a folder, by the times of their last changes, the oldest first. */
export const inByChange: FilesOf = function* (folder, fault) {
  const files: { readonly path: string; readonly changed: bigint }[] = [];
  try {
    for (const name of inByteOrder(readdirSync(folder))) {
      const path = join(folder, name);
      const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
      // a link that leads nowhere is named when it is read
      if (stat === undefined || stat.isFile()) files.push({ path, changed: stat?.mtimeNs ?? 0n });
    }
  } catch (error) {
    fault(folder, reasonOf(error));
  }
  files.sort((one, other) => (one.changed < other.changed ? -1 : Number(one.changed > other.changed)));
  for (const { path } of files) yield path;
};

/** The files of a path: a single one, whatever its name, or those of a folder. */
function* found(path: string, filesOf: FilesOf, fault: Fault): Generator<string, void, void> {
  if (path === STDIN || !statSync(path).isDirectory()) yield path;
  else yield* filesOf(path, fault);
}

/** A file of this machine, or standard input. */
class LocalFile implements LogFile {
  readonly name: string;
  readonly cut = null;

  constructor(path: string) {
    this.name = path;
  }

  whole(): Buffer | null {
    if (this.name === STDIN) return null;
    const stat = statSync(this.name);
    return stat.isFile() && stat.size <= MAX_SMALL ? readFileSync(this.name) : null;
  }

  open(): ByteInput {
    return openInput(this.name, this.name === STDIN ? stdin : null);
  }
}

/** Log files of this machine. */
class LocalFiles implements LogFiles {
  readonly waits = false;
  readonly noun = 'file';
  private first: string | null;
  private readonly others: Iterator<string, void, void>;

  constructor(first: string, others: Iterator<string, void, void>) {
    this.first = first;
    this.others = others;
  }

  next(): LogFile | null {
    const path = this.first ?? this.others.next().value;
    this.first = null;
    return path === undefined ? null : new LocalFile(path);
  }

  stop(): void {
    // nothing is waited for
  }
}

/**
 * Log files of a path, `-` for standard input. Throws SyssharkError IO if nothing is there or if there are none; folders that cannot be
 * listed are passed over.
 */
export function openLogFiles(path: string, filesOf: FilesOf, fault: Fault): LogFiles {
  const files = found(path, filesOf, fault);
  let first: IteratorResult<string, void>;
  try {
    first = files.next();
  } catch (error) {
    throw new SyssharkError('IO', `cannot open ${path}: ${reasonOf(error)}`, { cause: error });
  }
  if (!first.done) return new LocalFiles(first.value, files);
  throw noLogFiles(path, filesOf === belowByName);
}

/** The error that there are no log files at a place; `isByName`: their names tell them. */
export function noLogFiles(place: string, isByName: boolean): SyssharkError {
  const names = isByName ? ' (.json, .json.gz, .jsonl, .ndjson)' : '';
  return new SyssharkError('IO', `there are no log files${names} in ${place}`);
}
