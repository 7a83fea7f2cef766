import { PARAM_TYPES, type ParamType, type ValueKind } from '../schema/param-types.js';

/** How values are compared. Values of an opaque type can only exist. */
export type Family = 'number' | 'bool' | 'text' | 'bytes' | 'ip' | 'net' | 'opaque';

const FAMILIES_OF_KINDS: Readonly<Record<ValueKind, Family>> = {
  none: 'opaque',
  int: 'number',
  int53: 'number',
  int64: 'number',
  duration: 'number',
  flags: 'number',
  enum: 'number',
  signals: 'opaque',
  signal: 'number',
  code: 'number',
  account: 'number',
  bool: 'bool',
  double: 'number',
  text: 'text',
  texts: 'opaque',
  bytes: 'bytes',
  data: 'bytes',
  address: 'ip',
  net: 'net',
  sockaddr: 'opaque',
  socktuple: 'opaque',
  fdlist: 'opaque',
  dyn: 'opaque',
};

/** Family of each type (reference: operator table of the filter language; uid and gid fields compare there as uint32). */
export const FAMILIES = Object.fromEntries(
  Object.entries(PARAM_TYPES).map(([type, { kind }]) => [type, FAMILIES_OF_KINDS[kind]]),
) as Readonly<Record<ParamType, Family>>;
