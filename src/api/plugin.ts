/** Sources of events of users, as their modules define them (docs/OWN-SOURCES.md). */

/** The types of fields, and what their values are; null for none. */
export interface PluginValues {
  readonly text: string;
  readonly texts: readonly string[];
  /** A whole number of at most 64 bits, signed. */
  readonly number: number | bigint;
  readonly double: number;
  readonly bool: boolean;
  /** Nanoseconds. */
  readonly duration: number | bigint;
  /** Nanoseconds since the epoch. */
  readonly time: bigint;
  /** An IPv4 or IPv6 address as text. */
  readonly address: string;
  /** The same, for filters that ask in which network it is. */
  readonly network: string;
}

/** Type of a field. */
export type PluginFieldType = keyof PluginValues;

/** A field of one type. */
interface FieldOfType<Entry, Type extends PluginFieldType> {
  readonly type: Type;
  readonly description: string;
  /** Its heading in tables; if left out, its name. */
  readonly display?: string;
  /** Whether it takes an argument, as in my.header[host]; if left out, it takes none. */
  readonly arg?: 'allowed' | 'required';
  /** Its value for what parse() returned; `arg` is the argument, '' without one. */
  readonly value: (entry: Entry, arg: string) => PluginValues[Type] | null;
}

/** A field. */
export type PluginField<Entry> = { [Type in PluginFieldType]: FieldOfType<Entry, Type> }[PluginFieldType];

/** An event as it is read: from the source, or again from a capture. It is valid during the call. */
export interface PluginEvent {
  /** Its data as text (UTF-8). */
  readonly text: string;
  /** A copy of its data. */
  readonly bytes: Uint8Array;
  /** Nanoseconds since the epoch. */
  readonly time: bigint;
}

/** An event that a source delivers. */
export interface NewPluginEvent {
  /** What is kept of it, in captures too: at most 16 MiB; text is UTF-8. */
  readonly data: string | Uint8Array;
  /** Nanoseconds since the epoch, or a Date; now if left out. */
  readonly time?: bigint | Date;
}

/** What a source knows when it is opened. */
export interface PluginOpenContext {
  /** Aborts when no more events are wanted: on Ctrl-C, and when there are enough (-n). */
  readonly signal: AbortSignal;
  /** Writes a line to standard error. */
  readonly warn: (line: string) => void;
}

/** A source of events, and their fields. */
export interface OwnPlugin<Entry> {
  /** Value of evt.pluginname: letters, digits, _ and -. */
  readonly name: string;
  /** What it reads, in a few words. */
  readonly description: string;
  /** Number of the plugin in captures: 999 for your own, unless you have several in one capture. */
  readonly id: number;
  /** Value of evt.source: letters, digits, _ and -. */
  readonly source: string;
  /** Whether events are delivered while they happen: statistics then come every second. */
  readonly isLive?: boolean;
  /** Delivers events; `params` is what follows the first colon in -I. An error that it throws is reported. */
  readonly open: (
    params: string,
    context: PluginOpenContext,
  ) => AsyncIterable<NewPluginEvent> | Iterable<NewPluginEvent>;
  /** Reads the data of an event, once for all fields; null if no field has a value. */
  readonly parse: (event: PluginEvent) => Entry | null;
  /** The fields, by name. */
  readonly fields: Readonly<Record<string, PluginField<Entry>>>;
  /** Value of evt.plugininfo, which lines show; if left out, the data as text. */
  readonly info?: (entry: Entry) => string;
}

/** Returns the plugin; TypeScript checks that fields have values of their types. */
export function definePlugin<Entry>(plugin: OwnPlugin<Entry>): OwnPlugin<Entry> {
  return plugin;
}
