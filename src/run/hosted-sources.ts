import { SyssharkError } from '../errors.js';
import type { HostedPlugin } from '../plugins/host/hosted-plugin.js';
import { FILES, type SourceKind, withSource } from './sources.js';

/** Event sources by the ids of plugins, as far as `sources` know them. */
const eventSources = (sources: readonly SourceKind[]): ReadonlyMap<number, string> =>
  new Map(sources.flatMap(({ brings }) => (brings?.plugin ? [[brings.plugin.id, brings.plugin.eventSource]] : [])));

/** Whether a kind of source is what the plugin does, too: it takes its place. */
const isReplaced = ({ brings }: SourceKind, { name, plugin }: NonNullable<SourceKind['brings']>): boolean =>
  brings !== undefined && (brings.name === name || (plugin !== undefined && brings.plugin?.id === plugin.id));

/** The kinds of sources beside which there is that of a hosted plugin, whose fields captures have, too; `input` names it in -I. */
export function withHosted(sources: readonly SourceKind[], hosted: HostedPlugin, input: string): readonly SourceKind[] {
  const { brings } = hosted;
  const others = sources.filter((source) => !isReplaced(source, brings));
  const own: SourceKind = {
    name: brings.name,
    input,
    isLive: false,
    usesProbe: false,
    brings,
    opens: ({ inputs, plugin }) => inputs.length === 0 && plugin?.name === input,
    fillsPrefilter: () => false,
    open: async ({ plugin }) => {
      if (!hosted.description.isSource)
        throw new SyssharkError('USAGE', `${input} delivers no events: it has fields of others, for -r`);
      return { source: await hosted.open(plugin?.params ?? '') };
    },
  };
  const known = eventSources([...others, own]);
  const captures = others.find(({ name }) => name === FILES.name) ?? FILES;
  const files: SourceKind = {
    ...captures,
    open: async (request, parts) => {
      const { source } = await captures.open(request, parts);
      return { source: await hosted.extract(source, known) };
    },
  };
  const beside = others.filter((source) => source !== captures);
  return [files, ...withSource(beside, own)];
}
