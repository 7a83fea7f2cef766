import type { Capability, PluginFacts } from '../../output/plugin-list.js';
import type { Description } from '../../plugins/host/description.js';
import { settingsSchema } from '../../plugins/settings.js';
import type { SourceKind } from '../../run/sources.js';

/** What is told of a plugin that is built in; none for a kind of source without one. */
export function builtInFacts({ brings, about }: SourceKind): readonly PluginFacts[] {
  if (brings === undefined || about === undefined) return [];
  const { description, version, settings, inputs } = about;
  const json = settingsSchema(settings);
  const { plugin: source = null, name } = brings;
  return [
    {
      ...{ name, description, library: null, version, source, inputs },
      capabilities: source === null ? ['extraction'] : ['sourcing', 'extraction'],
      schema: { text: settings.length === 0 ? null : JSON.stringify(json, null, 2), json },
    },
  ];
}

/** Whether a library of Falco can do something, by what it says of itself. */
const ABILITIES: Readonly<Record<Capability, (description: Description) => boolean>> = {
  sourcing: ({ isSource }) => isSource,
  extraction: ({ fields }) => fields.length > 0,
  parsing: ({ parses }) => parses,
  async: ({ asyncEvents }) => asyncEvents.length > 0,
};

/** A schema as JSON; as text if the plugin gives something else. */
function parsedSchema(schema: string): unknown {
  try {
    return JSON.parse(schema);
  } catch {
    return schema;
  }
}

/** What a library of Falco says of itself. */
export function libraryFacts(path: string, said: Description): PluginFacts {
  const { name, description, contact, version, schema, id, eventSource, isSource } = said;
  return {
    ...{ name, description, version, inputs: [] },
    library: { path, contact },
    source: isSource ? { id, eventSource } : null,
    capabilities: (Object.keys(ABILITIES) as Capability[]).filter((one) => ABILITIES[one](said)),
    schema: { text: schema, json: schema === null ? null : parsedSchema(schema) },
  };
}
