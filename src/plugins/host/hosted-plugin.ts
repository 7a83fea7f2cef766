import { isObject } from '../../bytes/json-object.js';
import { SyssharkError } from '../../errors.js';
import { type FieldDef, fieldClass, USUAL_DEMANDS } from '../../fields/field.js';
import type { SourceFields } from '../../fields/source-fields.js';
import { EVT, storedType } from '../../schema/events.js';
import type { EventSource } from '../../source/source.js';
import type { Evt } from '../../state/evt.js';
import { BatchValues } from './batch-values.js';
import { type Description, descriptionOf, HOSTED_TYPES, type HostedField } from './description.js';
import { EventChoice, SYSCALL, TAKES } from './event-choice.js';
import { Extraction, type Running } from './extraction.js';
import { COMMAND } from './frames.js';
import { HostProcess } from './host-process.js';
import { HostedSource } from './hosted-source.js';
import { HostedValues } from './hosted-values.js';
import { Slots } from './slots.js';

/** What a field costs whose value the plugin has given with the event, beside one that reads a number. */
const COST = 10;

/** A text that a command carries. */
const textOf = (text: string): Buffer => Buffer.from(`${text}\0`);

/** A library of a plugin, which runs in a process of its own. */
export class HostedPlugin {
  readonly description: Description;
  private readonly library: string;
  private readonly config: string;
  private readonly warn: (line: string) => void;
  /** By stored type of event: what the plugin takes it for (TAKES). */
  private readonly takes: Uint8Array;
  private readonly slots = new Slots();
  private readonly batches = new BatchValues();
  /** The process that was started first, until it is used. */
  private first: HostProcess | null;
  /** Processes that have not ended. */
  private readonly hosts = new Set<HostProcess>();

  private constructor({ host, description, takes }: Started, config: string, warn: (line: string) => void) {
    this.first = host;
    this.note(host);
    this.library = host.library;
    this.description = description;
    this.takes = takes;
    this.config = config;
    this.warn = warn;
  }

  /**
   * Loads and initialises a library, in a process behind the words of a command that runs it as somebody else, if there are any. Throws
   * SyssharkError that says what is wrong with it, or what it says itself.
   */
  static async load(
    library: string,
    config: string,
    { warn, by = [] }: { readonly warn: (line: string) => void; readonly by?: readonly string[] },
  ): Promise<HostedPlugin> {
    return new HostedPlugin(await started(library, config, { warn, by }), config, warn);
  }

  /** Whether its fields may have values in system calls. */
  get takesCalls(): boolean {
    return this.takes.some((what, type) => (what & TAKES.FIELDS) !== 0 && type !== EVT.PLUGINEVENT_E);
  }

  /** What it brings: fields, kinds of events, its name and source. */
  get brings(): SourceFields {
    const { name, id, eventSource, fields, extractSources } = this.description;
    const isForOthers = id === 0 || extractSources.length > 1;
    return {
      name,
      kinds: isForOthers ? [] : [{ type: EVT.PLUGINEVENT_E, id }],
      fields: fieldClass(
        name,
        fields.map((field, i) => this.row(field, i)),
        USUAL_DEMANDS,
      ),
      ...(extractSources.length > 0 && { takes: extractSources }),
      defaultFormat: null,
      ...(id !== 0 && {
        plugin: {
          id,
          eventSource,
          info: (evt: Evt) => this.batches.of(evt).text(evt),
          onInfo: () => {
            this.slots.wantsText = true;
          },
        },
      }),
    };
  }

  /** Opens it as a source of events, unless `ended` is aborted before. Throws SyssharkError with what the plugin says. */
  async open(params: string, ended: AbortSignal | null): Promise<EventSource> {
    const running = await this.asked();
    const { host } = running;
    host.send(COMMAND.OPEN, textOf(params));
    await host.receiveBefore(ended);
    return new HostedSource(running, this.batches, this.description.id);
  }

  /**
   * What gives the events of a source its fields; `sources` has the event sources of plugins by their ids, `mask` is 1 for the types of
   * events that may be asked for fields, null for all.
   */
  extraction(sources: ReadonlyMap<number, string>, mask: Uint8Array | null): Extraction {
    const { extractSources, eventSource, parses } = this.description;
    const { takes } = this;
    const taken = extractSources.length > 0 || eventSource === '' ? extractSources : [eventSource];
    const sourceOf = (id: number): string | null => {
      const found = id === 0 ? SYSCALL : sources.get(id);
      return found !== undefined && (taken.length === 0 || taken.includes(found)) ? found : null;
    };
    return new Extraction({
      ...{ choice: new EventChoice({ takes, mask, sourceOf }), batches: this.batches, needsAll: parses },
      isAsked: () => this.slots.slots.length > 0 || this.slots.wantsText,
      start: () => this.asked(),
    });
  }

  /** Ends all its processes at once. */
  kill(): void {
    for (const host of this.hosts) host.kill();
  }

  /** Keeps a process until it has ended. */
  private note(host: HostProcess): void {
    this.hosts.add(host);
    void host.gone.then(() => this.hosts.delete(host));
  }

  /** A process that knows what is asked of each event. */
  private async asked(): Promise<Running> {
    const { first } = this;
    this.first = null;
    const host = first ?? (await started(this.library, this.config, { warn: this.warn, by: [] })).host;
    if (first === null) this.note(host);
    const values = new HostedValues(this.slots, this.slots.asked);
    host.send(COMMAND.SLOTS, this.slots.encode());
    return { host, values };
  }

  /** Whether events of a type may have values. */
  private hasFieldsOf(type: number): boolean {
    return ((this.takes[storedType(type)] as number) & TAKES.FIELDS) !== 0;
  }

  private row(field: HostedField, id: number): Parameters<typeof fieldClass>[1][number] {
    const { name, type, desc, display, isList, arg, properties } = field;
    const traits: Partial<FieldDef> = {
      ...(isList && { isList: true }),
      ...(properties?.includes('hidden') && { isTableOnly: true }),
      ...((arg?.isIndex || arg?.isKey) && {
        arg: arg.isRequired ? 'required' : 'allowed',
        argForm: arg.isKey ? 'key' : 'index',
      }),
    };
    return {
      name,
      type: HOSTED_TYPES[type].type,
      display: display || name,
      description: desc,
      cost: COST,
      ...(traits as object),
      ofKind: ({ def }) => (this.hasFieldsOf(def.id) ? undefined : null),
      bind: (given) => {
        const place = this.slots.place(id, field, given);
        return (evt) => (this.hasFieldsOf(evt.view.type) ? this.batches.of(evt).value(evt, place) : null);
      },
    };
  }
}

/** What a library says of itself; it is not initialised. Throws SyssharkError IO. */
export async function describeLibrary(library: string, warn: (line: string) => void): Promise<Description> {
  const host = new HostProcess(library, warn);
  try {
    return descriptionOf(library, (await host.receive()).content);
  } finally {
    host.close();
  }
}

/** A process whose plugin is initialised. */
interface Started {
  readonly host: HostProcess;
  readonly description: Description;
  /** By stored type of event: what the plugin takes it for (TAKES). */
  readonly takes: Uint8Array;
}

/** Starts a process, and has the plugin initialised. Throws SyssharkError. */
async function started(
  library: string,
  config: string,
  { warn, by }: { readonly warn: (line: string) => void; readonly by: readonly string[] },
): Promise<Started> {
  const host = new HostProcess(library, warn, by);
  try {
    const description = descriptionOf(library, (await host.receive()).content);
    host.send(COMMAND.INIT, textOf(configFor(library, description, config)));
    return { host, description, takes: (await host.receive()).content };
  } catch (error) {
    host.close();
    throw error;
  }
}

/**
 * The configuration as the plugin gets it: JSON if it has a schema. Extraction in a thread of its own, which Go plugins offer, is
 * switched off unless the user asks for it: without a core to spare, it takes a hundred times as long.
 */
function configFor(library: string, { schema }: Description, config: string): string {
  if (schema === null) return config;
  let given: unknown;
  try {
    given = JSON.parse(config || '{}');
  } catch (error) {
    throw new SyssharkError('USAGE', `${library}: its configuration is no JSON: ${(error as Error).message}`);
  }
  if (!isObject(given) || !schema.includes('"useAsync"') || 'useAsync' in given) return config || '{}';
  return JSON.stringify({ ...given, useAsync: false });
}
