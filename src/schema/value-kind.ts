import type { ParamDef } from './event.js';
import { PARAM_TYPES, type ParamType, type ValueKind } from './param-types.js';

/** Kinds of `bytebuf` parameters by name: NUL-terminated texts, and data that a call read or wrote. Others are bytes. */
const KINDS_OF_BYTES: Readonly<Record<string, ValueKind>> = {
  args: 'texts',
  env: 'texts',
  cgroups: 'texts',
  data: 'data',
};

/** Kind of a parameter's value, read as `type`: its own, or the one stated by a `dyn` value. */
export function valueKind({ name, type: own }: Pick<ParamDef, 'name' | 'type'>, type: ParamType = own): ValueKind {
  return (own === 'bytebuf' ? KINDS_OF_BYTES[name] : undefined) ?? PARAM_TYPES[type].kind;
}
