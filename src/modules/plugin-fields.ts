import type { PluginEvent } from '../api/plugin.js';
import { toByteString } from '../bytes/text.js';
import { SyssharkError } from '../errors.js';
import { type FieldDef, type FieldValue, fieldClass, USUAL_DEMANDS } from '../fields/field.js';
import type { PluginOfSource } from '../fields/source-fields.js';
import { EventMark } from '../plugins/event-mark.js';
import type { Evt } from '../state/evt.js';
import type { AnyPlugin } from './declared-plugin.js';
import { PLUGIN_VALUES } from './plugin-values.js';
import { type ModuleFile, thrownIn } from './thrown.js';
import { nameOf } from './user-rows.js';

/** What a field costs that calls functions of users, beside one that reads a number. */
const COST = 40;

/** An event as parse() gets it. */
class ViewedPluginEvent implements PluginEvent {
  private readonly evt: Evt;
  private readonly mark: EventMark;

  constructor(evt: Evt, mark: EventMark) {
    this.evt = evt;
    this.mark = mark;
  }

  get text(): string {
    return this.evt.view.bytes.toString('utf8', this.mark.start, this.mark.end);
  }

  get bytes(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.evt.view.bytes, this.mark.start, this.mark.end);
  }

  get time(): bigint {
    const { tsHi, tsLo } = this.evt.view;
    return (BigInt(tsHi) << 32n) | BigInt(tsLo);
  }
}

/** What a user's plugin says of events. Errors that its functions throw name file and line. */
export class PluginEntries {
  private readonly plugin: AnyPlugin;
  private readonly module: ModuleFile;
  private readonly mark = new EventMark();
  private entry: unknown = null;

  constructor(plugin: AnyPlugin, module: ModuleFile) {
    this.plugin = plugin;
    this.module = module;
  }

  /** Its fields. */
  get fields(): readonly FieldDef[] {
    const { name: plugin, fields } = this.plugin;
    const rows = Object.entries(fields).map(([name, { type, description, display = name, arg }]) => ({
      name,
      type: PLUGIN_VALUES[type].type,
      display,
      description,
      cost: COST,
      ...PLUGIN_VALUES[type].traits,
      ...(arg !== undefined && { arg, argForm: 'key' as const }),
      bind: (given: string | null) => (evt: Evt) => this.value(evt, name, given ?? ''),
    }));
    return fieldClass(plugin, rows, USUAL_DEMANDS);
  }

  /** Value of evt.plugininfo. */
  readonly info: PluginOfSource['info'] = (evt) => {
    const { info } = this.plugin;
    const entry = this.entryOf(evt);
    if (info === undefined) return evt.view.bytes.toString('latin1', this.mark.start, this.mark.end);
    if (entry === null) return '';
    return this.call('info(): ', () => {
      const text: unknown = info(entry);
      if (typeof text === 'string') return toByteString(text);
      throw new SyssharkError('USAGE', `it returned ${nameOf(text)}, not a text`);
    });
  };

  private value(evt: Evt, name: string, arg: string): FieldValue {
    const entry = this.entryOf(evt);
    const field = this.plugin.fields[name];
    if (entry === null || field === undefined) return null;
    return this.call(`field ${name}: `, () => {
      const value: unknown = field.value(entry, arg);
      if (value === null) return null;
      const { expected, fits, convert } = PLUGIN_VALUES[field.type];
      if (fits(value)) return convert(value as never);
      throw new SyssharkError('USAGE', `its value is ${nameOf(value)}, not ${expected} (null if there is none)`);
    });
  }

  /** What parse() returns for an event: called once for each. */
  private entryOf(evt: Evt): unknown {
    if (!this.mark.moveTo(evt)) return this.entry;
    this.entry = null;
    this.entry = this.call('parse(): ', () => {
      const entry: unknown = this.plugin.parse(new ViewedPluginEvent(evt, this.mark));
      if (!(entry instanceof Promise)) return entry ?? null;
      entry.catch(() => undefined);
      throw new SyssharkError('USAGE', 'it returned a promise, but events are valid during the call only');
    });
    return this.entry;
  }

  private call<Result>(what: string, run: () => Result): Result {
    try {
      return run();
    } catch (error) {
      throw thrownIn(this.module, what, error);
    }
  }
}
