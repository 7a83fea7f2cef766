import { SyssharkError } from '../errors.js';
import { ExtractedSource } from '../plugins/host/extracted-source.js';
import type { Extraction } from '../plugins/host/extraction.js';
import type { HostedPlugin } from '../plugins/host/hosted-plugin.js';
import type { EventSource } from '../source/source.js';
import { type SourceKind, withSource } from './sources.js';

/** Event sources by the ids of plugins, as far as `sources` know them. */
const eventSources = (sources: readonly SourceKind[]): ReadonlyMap<number, string> =>
  new Map(sources.flatMap(({ brings }) => (brings?.plugin ? [[brings.plugin.id, brings.plugin.eventSource]] : [])));

/** Whether a kind of source is what the plugin does, too: it takes its place. */
const isReplaced = ({ brings }: SourceKind, { name, plugin }: NonNullable<SourceKind['brings']>): boolean =>
  brings !== undefined && (brings.name === name || (plugin !== undefined && brings.plugin?.id === plugin.id));

/** The kinds of sources beside which there is that of a hosted plugin; `input` names it in -I. */
export function withHosted(sources: readonly SourceKind[], hosted: HostedPlugin, input: string): readonly SourceKind[] {
  const { brings } = hosted;
  const own: SourceKind = {
    name: brings.name,
    input,
    isLive: false,
    usesProbe: false,
    brings,
    hosted,
    opens: ({ inputs, plugin }) => inputs.length === 0 && plugin?.name === input,
    fillsPrefilter: () => false,
    open: async ({ plugin }, { ended }) => {
      if (!hosted.description.isSource)
        throw new SyssharkError('USAGE', `${input} delivers no events: it has fields of others, for -r`);
      return { source: await hosted.open(plugin?.params ?? '', ended) };
    },
  };
  return withSource(
    sources.filter((source) => !isReplaced(source, brings)),
    own,
  );
}

/** Makes what gives the events of one source the fields of hosted plugins. */
export type MakeExtractions = () => readonly Extraction[];

/**
 * What gives events the fields of all hosted plugins but that of their own source, which has given them already. `mask` is 1 for the types of
 * events that may be asked for fields; null for all.
 */
export function extractionsFor(
  sources: readonly SourceKind[],
  own: SourceKind | null = null,
  mask: Uint8Array | null = null,
): readonly Extraction[] {
  const known = eventSources(sources);
  return sources.flatMap((source) =>
    source.hosted === undefined || source === own ? [] : [source.hosted.extraction(known, mask)],
  );
}

/** A source whose events have the fields of hosted plugins. */
export const extracted = (source: EventSource, extractions: readonly Extraction[]): EventSource =>
  extractions.length === 0 ? source : new ExtractedSource(source, extractions);
