import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { ROOT, sysshark } from './sysshark.js';

/** Bytes, as -T ndjson writes them. */
export type JsonText = string | { readonly base64: string };

/** An object of -T ndjson. */
export interface JsonEvent {
  readonly num: number;
  readonly time: string;
  readonly ns: string;
  readonly cpu: number;
  readonly dir: '>' | '<';
  readonly type: JsonText;
  readonly category: string;
  readonly tid: number;
  readonly process?: Readonly<Record<string, JsonText | number | null>>;
  readonly fd?: { readonly num: number; readonly type: string | null; readonly name: JsonText | null };
  readonly latency?: number;
  readonly result?: number | string;
  readonly error?: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly resolved?: Readonly<Record<string, JsonText>>;
  readonly truncated?: readonly string[];
}

type Schema = Record<string, unknown>;

/** The published schema, but without additional members, so that tests show that it names them all. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.entries(schema).map(([name, part]) => [name, closed(part)]);
  const isOpen = 'properties' in schema && !('additionalProperties' in schema);
  return { ...Object.fromEntries(parts), ...(isOpen ? { additionalProperties: false } : {}) };
}

/** Validator of the schema in docs; rejects anything that the schema does not name. */
export function ndjsonValidator(): ValidateFunction {
  const schema = JSON.parse(readFileSync(join(ROOT, 'docs/ndjson-1.schema.json'), 'utf8')) as Schema;
  // alternatives require members that are declared next to them
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
  return ajv.compile(closed(schema) as Schema);
}

/** The events that the program prints with -T ndjson. Throws if it fails or prints errors. */
export async function ndjsonEvents(...args: readonly string[]): Promise<JsonEvent[]> {
  const { stdout, stderr, exitCode } = await sysshark([...args, '-T', 'ndjson']);
  if (exitCode !== 0 || stderr !== '') throw new Error(`${args.join(' ')} ended with ${exitCode}: ${stderr}`);
  return stdout === '' ? [] : stdout.split('\n').map((line) => JSON.parse(line) as JsonEvent);
}

/** The bytes that a text represents. */
export function bytesOf(text: JsonText): Buffer {
  return typeof text === 'string' ? Buffer.from(text, 'utf8') : Buffer.from(text.base64, 'base64');
}
