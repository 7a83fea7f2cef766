import { isObject } from '../../bytes/json-object.js';
import { SyssharkError } from '../../errors.js';
import { type FieldDef, fieldClass, USUAL_DEMANDS } from '../../fields/field.js';
import type { SourceFields } from '../../fields/source-fields.js';
import { EVT } from '../../schema/events.js';
import type { EventSource } from '../../source/source.js';
import type { Evt } from '../../state/evt.js';
import { BatchValues } from './batch-values.js';
import { type Description, descriptionOf, HOSTED_TYPES, type HostedField } from './description.js';
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
  private readonly slots = new Slots();
  private readonly batches = new BatchValues();
  /** The process that was started first, until it is used. */
  private first: HostProcess | null;

  private constructor(host: HostProcess, description: Description, config: string, warn: (line: string) => void) {
    this.first = host;
    this.library = host.library;
    this.description = description;
    this.config = config;
    this.warn = warn;
  }

  /** Loads and initialises a library. Throws SyssharkError that says what is wrong with it, or what it says itself. */
  static async load(library: string, config: string, warn: (line: string) => void): Promise<HostedPlugin> {
    const { host, description } = await started(library, config, { warn, by: [] });
    return new HostedPlugin(host, description, config, warn);
  }

  /**
   * The same to learn what it is, in a process behind the words of a command that runs it as somebody else: it is asked for no values.
   * Throws SyssharkError.
   */
  static async learn(
    library: string,
    config: string,
    { warn, by }: { readonly warn: (line: string) => void; readonly by: readonly string[] },
  ): Promise<HostedPlugin> {
    const { host, description } = await started(library, config, { warn, by });
    host.close();
    await host.gone;
    const plugin = new HostedPlugin(host, description, config, warn);
    plugin.first = null;
    return plugin;
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
      defaultFormat: null,
      ...(id !== 0 && {
        plugin: {
          id,
          eventSource,
          info: (evt: Evt) => this.batches.of(evt)?.text(evt) ?? '',
          onInfo: () => {
            this.slots.wantsText = true;
          },
        },
      }),
    };
  }

  /** Opens it as a source of events. Throws SyssharkError with what the plugin says. */
  async open(params: string): Promise<EventSource> {
    const running = await this.asked();
    const { host } = running;
    host.send(COMMAND.OPEN, textOf(params));
    await host.receive();
    return new HostedSource(running, this.batches, this.description.id);
  }

  /** What gives the events of a source its fields; `sources` has the event sources of plugins by their ids. */
  extraction(sources: ReadonlyMap<number, string>): Extraction {
    const { extractSources, eventSource } = this.description;
    const taken = extractSources.length > 0 || eventSource === '' ? extractSources : [eventSource];
    const sourceOf = (id: number): string | null => {
      const found = sources.get(id);
      return found !== undefined && (taken.length === 0 || taken.includes(found)) ? found : null;
    };
    return new Extraction({
      ...{ sourceOf, batches: this.batches, needsAll: this.description.parses },
      isAsked: () => this.slots.slots.length > 0 || this.slots.wantsText,
      start: () => this.asked(),
    });
  }

  /** A process that knows what is asked of each event. */
  private async asked(): Promise<Running> {
    const { first } = this;
    this.first = null;
    const host = first ?? (await started(this.library, this.config, { warn: this.warn, by: [] })).host;
    const values = new HostedValues(this.slots, this.slots.asked);
    host.send(COMMAND.SLOTS, this.slots.encode());
    return { host, values };
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
      ofKind: ({ def }) => (def.id === EVT.PLUGINEVENT_E ? undefined : null),
      bind: (given) => {
        const place = this.slots.place(id, field, given);
        return (evt) => this.batches.of(evt)?.value(evt, place) ?? null;
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

/** A process whose plugin is initialised. Throws SyssharkError. */
async function started(
  library: string,
  config: string,
  { warn, by }: { readonly warn: (line: string) => void; readonly by: readonly string[] },
): Promise<{ readonly host: HostProcess; readonly description: Description }> {
  const host = new HostProcess(library, warn, by);
  try {
    const description = descriptionOf(library, (await host.receive()).content);
    host.send(COMMAND.INIT, textOf(configFor(library, description, config)));
    await host.receive();
    return { host, description };
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
