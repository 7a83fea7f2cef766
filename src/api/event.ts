/** What programs see of an event. */
import type { EventArgs } from './generated/event-args.js';
import type { FieldValues } from './generated/field-values.js';

/** Name of an event: for system calls that of the call. */
export type EventName = keyof EventArgs;

/** Name of a field, as filters and formats know it (`sysshark -l`). */
export type FieldName = keyof FieldValues;

/** Value of an argument. */
export type ArgValue = string | number | bigint | Uint8Array | readonly string[];

/** Value of a field. */
export type GivenValue = ArgValue | boolean;

/** Arguments of events of a name; of any event where that is not known. */
export type ArgsOf<Name extends string> = Name extends EventName
  ? Readonly<EventArgs[Name]>
  : Readonly<Record<string, ArgValue | undefined>>;

/** The thread that made an event, and its process; null for what is not known. */
export interface Process {
  /** Id of the thread: that of the process for its first one. */
  readonly tid: number;
  readonly pid: number | null;
  readonly parentPid: number | null;
  /** Name of the process, at most 15 bytes. */
  readonly name: string | null;
  /** First word of the command line. */
  readonly exe: string | null;
  /** Path of the program. */
  readonly exePath: string | null;
  readonly commandLine: string | null;
  /** Working directory, with a slash at its end. */
  readonly directory: string | null;
  readonly userId: number | null;
  readonly userName: string | null;
  /** First twelve digits of the container's id, or host. */
  readonly containerId: string | null;
}

/** The descriptor that an event makes, uses or closes. */
export interface Descriptor {
  readonly number: number;
  /** Path of a file, both ends of a connection (10.0.0.1:3456->10.0.0.2:80); null for what is not known. */
  readonly name: string | null;
  /** file, directory, ipv4, ipv6, unix, pipe, event, …; null for what is not known. */
  readonly type: string | null;
}

/** Where an event is recorded. */
export interface EventPlace {
  /** The capture file, as its path was given; - for standard input. */
  readonly file: string;
  /**
   * Byte offset of the event's block in the file: of a gzip file, in its decompressed content (if that is damaged, in the
   * part that could be decompressed).
   */
  readonly offset: number;
}

/** What an event says, for keeps. */
export interface EventSnapshot<Name extends string = string> {
  /** Running number from 1; events that a filter hides are counted too. */
  readonly number: number;
  /** Nanoseconds since the epoch. */
  readonly time: bigint;
  readonly cpu: number;
  /** Where a call begins, or where it ends. */
  readonly direction: 'enter' | 'exit';
  readonly type: Name;
  readonly process: Process | null;
  readonly fd: Descriptor | null;
  /** Nanoseconds from the beginning of the call to its end; null where it begins, or where that was not seen. */
  readonly latency: number | null;
  /** What the call returned, errors as negative numbers; null where it begins. */
  readonly result: number | null;
  readonly args: ArgsOf<Name>;
}

/** A snapshot as JSON has it: bigints as decimal digits, bytes in base64. */
export interface EventJson extends Omit<EventSnapshot, 'time' | 'args'> {
  readonly time: string;
  readonly args: Readonly<Record<string, string | number | readonly string[]>>;
}

/**
 * One event, as a view that is decoded where it is looked at. It is valid until the next event is asked for: who wants to keep
 * something of it keeps values, or a snapshot.
 */
export interface CaptureEvent<Name extends string = string> extends EventSnapshot<Name> {
  /** The time in milliseconds, which is as much as a Date holds. */
  readonly date: Date;
  /** Where the event is recorded; null for live events. If several merged files hold it, one of them. */
  readonly place: EventPlace | null;
  /** Whether the event is of one of these types; the types of its arguments are known then. */
  is<Type extends EventName>(...types: readonly Type[]): this is CaptureEvent<Type>;
  /** Value of a field; null where the event has no such thing. Throws SyssharkError USAGE for a field that there is not. */
  field<Field extends FieldName>(name: Field): FieldValues[Field] | null;
  /** All that the event says as an object that can be kept. */
  snapshot(): EventSnapshot<Name>;
  /** The same for JSON.stringify. */
  toJSON(): EventJson;
}
