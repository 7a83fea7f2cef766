/** What a plugin can do. */
export type Capability = keyof typeof CAPABILITIES;

/** What is told of a plugin. */
export interface PluginFacts {
  readonly name: string;
  readonly description: string;
  /** Of a library: its path, and who is to be asked about it. Null for a plugin that is built in. */
  readonly library: { readonly path: string; readonly contact: string } | null;
  readonly version: string;
  /** The events that it makes; null for none. */
  readonly source: { readonly id: number; readonly eventSource: string } | null;
  readonly capabilities: readonly Capability[];
  /** The JSON schema of its settings, as text and as JSON; text is null for none. */
  readonly schema: { readonly text: string | null; readonly json: unknown };
  /** What -I may say after the colon. */
  readonly inputs: readonly { readonly value: string; readonly text: string }[];
}

/** In the words of sysdig. */
const CAPABILITIES = {
  sourcing: ({ source }: PluginFacts) => `Event Sourcing (ID=${source?.id}, source='${source?.eventSource}')`,
  extraction: () => 'Field Extraction',
  parsing: () => 'Event Parsing',
  async: () => 'Async Events',
} as const;

/** A plugin, in the lines of sysdig. */
function renderPlugin(facts: PluginFacts): string {
  const { name, description, version, library, capabilities } = facts;
  return [
    `Name: ${name}`,
    `Description: ${description}`,
    ...(library === null
      ? ['Library: built in', `Version: ${version} (of Falco's plugin with the same fields)`]
      : [`Contact: ${library.contact}`, `Library: ${library.path}`, `Version: ${version}`]),
    'Capabilities:',
    ...capabilities.map((one) => `  - ${CAPABILITIES[one](facts)}`),
    '',
  ].join('\n');
}

/** -Il: all plugins that are built in. */
export function renderPluginList(plugins: readonly PluginFacts[]): string {
  const count = `${plugins.length} plugins are built in:`;
  return `${count}\n\n${plugins.map(renderPlugin).join('\n')}\nOne of them with its settings: sysshark --plugin-info=NAME\n`;
}

/** --plugin-info: a plugin, its settings, and what it can open. */
export function renderPluginInfo(facts: PluginFacts): string {
  const { library, schema, inputs } = facts;
  const none = library === null ? 'the plugin has no settings' : 'plugin does not provide any';
  const settings =
    schema.text === null
      ? [`Init config schema type: Not available, ${none}`]
      : ['Init config schema type: JSON', schema.text];
  const params =
    inputs.length === 0 ? [] : ['', 'Suggested open params:', ...inputs.map(({ value, text }) => `${value}: ${text}`)];
  return `${renderPlugin(facts)}\n${[...settings, ...params].join('\n')}\n`;
}

/** Both as JSON: an array of plugins. */
export function renderPluginListJson(plugins: readonly PluginFacts[]): string {
  const rows = plugins.map(({ name, description, version, library, source, capabilities, schema, inputs }) => ({
    name,
    description,
    ...(library !== null && { contact: library.contact }),
    version,
    isBuiltIn: library === null,
    ...(library !== null && { library: library.path }),
    id: source?.id ?? null,
    eventSource: source?.eventSource ?? null,
    capabilities,
    settings: schema.json,
    ...(library === null && { inputs }),
  }));
  return `${JSON.stringify(rows)}\n`;
}
