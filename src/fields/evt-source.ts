import { decodeText } from '../bytes/text.js';
import { EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import type { EventKind } from './event-kind.js';
import { type FieldDef, fieldClass, plain, USUAL_DEMANDS } from './field.js';
import type { PluginOfSource, SourceFields } from './source-fields.js';

/** The event source of everything that the kernel reports. */
export const SYSCALL = 'syscall';
/** Index of the payload in plugin events. */
const PAYLOAD = 1;
/** Bytes that are shown of a payload of which its plugin says nothing. */
const SHOWN_BYTES = 50;
const NOT_PRINTABLE = /[^\x20-\x7e]/;

type Plugin = PluginOfSource & Pick<SourceFields, 'name'>;

const isPluginEvent = ({ view }: Evt): boolean => view.type === EVT.PLUGINEVENT_E;

/** Whether the first parameter of these events is the id of a plugin. */
const namesPlugin = (type: number): boolean => type === EVT.PLUGINEVENT_E || type === EVT.ASYNCEVENT_E;

const ofPluginEvents = ({ def }: EventKind): null | undefined => (def.id === EVT.PLUGINEVENT_E ? undefined : null);

/** The line of a plugin event of which its plugin says nothing: the beginning of its payload. */
function payloadLine({ view }: Evt): string {
  const length = view.paramLength(PAYLOAD);
  const start = length === 0 ? 0 : view.paramStart(PAYLOAD);
  const text = decodeText(view.bytes, start, start + Math.min(length, SHOWN_BYTES));
  const shown = NOT_PRINTABLE.test(text) ? '<binary>' : text;
  return `datalen=${length} data=${shown}${length > SHOWN_BYTES && shown === text ? '...' : ''}`;
}

/** The event sources that are known, syscall first: plugins may share one. */
export function eventSourcesOf(sources: readonly SourceFields[]): readonly string[] {
  return [...new Set([SYSCALL, ...sources.flatMap(({ plugin }) => plugin?.eventSource ?? [])])];
}

const HOST_NAME = {
  name: 'evt.hostname',
  type: 'charbuf' as const,
  isOfAnySource: true as const,
  display: 'Host Name',
  description: 'Name of the recorded machine.',
  // The reference leaves it empty for captures, whatever their header says.
  bind: plain(() => ''),
};

/** Where events come from, as far as `sources` know the plugins that made them. */
export function originFields(sources: readonly SourceFields[]): readonly FieldDef[] {
  const plugins = new Map<number, Plugin>();
  for (const { name, plugin } of sources) if (plugin !== undefined) plugins.set(plugin.id, { name, ...plugin });
  const pluginOf = (evt: Evt): Plugin | undefined => (isPluginEvent(evt) ? plugins.get(evt.view.uint32(0)) : undefined);
  return fieldClass(
    'evt',
    [
      {
        name: 'evt.source',
        type: 'charbuf',
        isOfAnySource: true,
        display: 'Source',
        description: 'Source of the event: syscall, or that of the plugin which made it; absent if that is unknown.',
        bind: plain(({ view }) => {
          if (!namesPlugin(view.type)) return SYSCALL;
          const id = view.uint32(0);
          return id === 0 ? SYSCALL : (plugins.get(id)?.eventSource ?? null);
        }),
        ofKind: ({ def }) => (namesPlugin(def.id) ? undefined : SYSCALL),
        values: eventSourcesOf(sources),
      },
      {
        name: 'evt.pluginname',
        type: 'charbuf',
        isOfAnySource: true,
        display: 'Plugin Name',
        description: 'Name of the plugin that made the event; absent for other events.',
        bind: plain((evt) => pluginOf(evt)?.name ?? null),
        ofKind: ofPluginEvents,
      },
      {
        name: 'evt.plugininfo',
        type: 'charbuf',
        isOfAnySource: true,
        display: 'Plugin Info',
        description: "The plugin's text for the event; absent for other events.",
        bind: () => {
          for (const { onInfo } of plugins.values()) onInfo?.();
          return (evt) => {
            const plugin = pluginOf(evt);
            return plugin === undefined ? null : plugin.info(evt) || payloadLine(evt);
          };
        },
        ofKind: ofPluginEvents,
      },
      HOST_NAME,
    ],
    USUAL_DEMANDS,
  );
}
