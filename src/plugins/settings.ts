import { isObject } from '../bytes/json-object.js';
import { SyssharkError } from '../errors.js';

/** A setting of a plugin: a member of the JSON object that follows the colon of -H. */
export interface Setting {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'object';
  readonly description: string;
  /** What it is if it is not given; an object has those of its members. */
  readonly default?: string | number | boolean;
  /** Limits of an integer. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** Members of an object. */
  readonly members?: readonly Setting[];
}

/** The settings of a plugin by name, defaults included. */
export type Settings = Readonly<Record<string, unknown>>;

/** What a setting takes, in words. */
function rangeOf({ type, minimum, maximum }: Setting): string {
  if (type === 'boolean') return 'true or false';
  if (type === 'string') return 'a text';
  if (type === 'object') return 'an object';
  if (maximum !== undefined) return `a whole number from ${minimum ?? 0} to ${maximum}`;
  return minimum === undefined ? 'a whole number' : `a whole number of at least ${minimum}`;
}

function fits({ type, minimum = -Infinity, maximum = Infinity }: Setting, value: unknown): boolean {
  if (type === 'object') return isObject(value);
  if (type !== 'integer') return typeof value === type;
  return Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
}

function checked(given: Readonly<Record<string, unknown>>, rows: readonly Setting[], where: string): Settings {
  const unknown = Object.keys(given).find((name) => !rows.some((row) => row.name === name));
  if (unknown !== undefined) {
    const known = rows.map(({ name }) => name).join(', ');
    throw new SyssharkError('USAGE', `${where}: there is no setting "${unknown}"; there is ${known || 'none'}`);
  }
  const values = rows.map((row): readonly [string, unknown] => {
    const { name, members } = row;
    const value = Object.hasOwn(given, name) ? given[name] : members === undefined ? row.default : {};
    if (!fits(row, value))
      throw new SyssharkError('USAGE', `${where}: ${name} takes ${rangeOf(row)}, not ${JSON.stringify(value)}`);
    return [
      name,
      members === undefined ? value : checked(value as Record<string, unknown>, members, `${where}: ${name}`),
    ];
  });
  return Object.fromEntries(values);
}

/** Reads the settings of a plugin, a JSON object or nothing. `where` begins messages. Throws SyssharkError USAGE. */
export function readSettings(text: string, rows: readonly Setting[], where: string): Settings {
  let given: unknown;
  try {
    given = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new SyssharkError('USAGE', `${where}: the settings are not JSON`);
  }
  if (!isObject(given)) throw new SyssharkError('USAGE', `${where}: the settings are no JSON object`);
  return checked(given, rows, where);
}

/** The JSON schema of settings. */
export function settingsSchema(rows: readonly Setting[]): object {
  const properties = rows.map(({ name, members, ...facts }): readonly [string, object] => [
    name,
    members === undefined ? facts : { ...facts, ...settingsSchema(members) },
  ]);
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}
