import { SyssharkError } from '../../errors.js';
import type { ParamType } from '../../schema/param-types.js';

/** A field of a hosted plugin. */
export interface HostedField {
  readonly name: string;
  readonly type: keyof typeof HOSTED_TYPES;
  readonly desc: string;
  readonly display?: string;
  readonly isList?: boolean;
  readonly arg?: { readonly isRequired?: boolean; readonly isIndex?: boolean; readonly isKey?: boolean } | null;
  readonly properties?: readonly string[] | null;
}

/** What a plugin says of itself before it is initialised. */
export interface Description {
  readonly name: string;
  readonly description: string;
  readonly contact: string;
  readonly version: string;
  /** Schema of its configuration, JSON; null for none. */
  readonly schema: string | null;
  /** Whether it delivers events. */
  readonly isSource: boolean;
  /** 0 for a plugin without events of its own. */
  readonly id: number;
  readonly eventSource: string;
  readonly fields: readonly HostedField[];
  /** The event sources whose events its fields are for; empty for all. */
  readonly extractSources: readonly string[];
  /** Whether it looks at events before their fields are asked for. */
  readonly parses: boolean;
  /** Names of the asynchronous events that it makes. */
  readonly asyncEvents: readonly string[];
}

/** How a value comes. */
export type Form = 'number' | 'text' | 'bool' | 'bytes';

/** Types of fields: their number in the interface of plugins, how values come, and the type here. */
export const HOSTED_TYPES = {
  uint64: { id: 8, form: 'number', type: 'uint64' },
  string: { id: 9, form: 'text', type: 'charbuf' },
  reltime: { id: 20, form: 'number', type: 'reltime' },
  abstime: { id: 21, form: 'number', type: 'abstime' },
  bool: { id: 25, form: 'bool', type: 'bool' },
  ipaddr: { id: 40, form: 'bytes', type: 'ipaddr' },
  ipnet: { id: 41, form: 'bytes', type: 'ipnet' },
} as const satisfies Record<string, { readonly id: number; readonly form: Form; readonly type: ParamType }>;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** What is wrong with a field; null if nothing. */
function fieldFault({ name, type, desc, arg }: HostedField): string | null {
  if (!isText(name)) return 'a field has no name';
  if (!(type in HOSTED_TYPES)) return `the field ${name} has the type ${String(type)}, which does not exist`;
  if (!isText(desc)) return `the field ${name} has no description`;
  if (arg?.isRequired && !arg.isIndex && !arg.isKey)
    return `the field ${name} requires an argument, which is neither an index nor a key`;
  return null;
}

function listOf(library: string, what: string, text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  if (Array.isArray(value)) return value;
  throw new SyssharkError('IO', `${library}: its list of ${what} is no JSON array`);
}

function fieldsOf(library: string, text: string): readonly HostedField[] {
  const fields = listOf(library, 'fields', text) as readonly HostedField[];
  const fault = fields.map((field) => fieldFault(field ?? {})).find((one) => one !== null);
  if (fault === undefined && fields.length > 0) return fields;
  throw new SyssharkError('IO', `${library}: ${fault ?? 'its list of fields is empty'}`);
}

/** Reads the answer DESCRIPTION: names and values, each with a NUL. Throws SyssharkError IO for what is no description. */
export function descriptionOf(library: string, content: Buffer): Description {
  const texts = content.toString().split('\0');
  const facts = new Map<string, string>();
  const textOf = (name: string): string => facts.get(name) ?? '';
  for (let i = 0; i + 1 < texts.length; i += 2) facts.set(texts[i] as string, texts[i + 1] as string);
  const eventSource = textOf('eventSource');
  const sources = facts.get('extractSources');
  const others = sources === undefined ? [] : listOf(library, 'event sources', sources).filter(isText);
  const fields = facts.get('fields');
  return {
    name: textOf('name'),
    description: textOf('description'),
    contact: textOf('contact'),
    version: textOf('version'),
    schema: facts.get('schema') ?? null,
    isSource: facts.has('sources'),
    id: Number(facts.get('id')),
    eventSource,
    fields: fields === undefined ? [] : fieldsOf(library, fields),
    parses: facts.has('parses'),
    asyncEvents: listOf(library, 'asynchronous events', facts.get('asyncEvents') ?? '[]').filter(isText),
    extractSources: others.length === 0 || eventSource === '' ? others : [...new Set([eventSource, ...others])],
  };
}
