import type { ParamDef } from './event.js';
import { PARAM_TYPES, type ParamType, type ValueKind } from './param-types.js';

/** Parameters of the type `bytebuf` that are texts with a NUL behind each, and those that are what a call read or wrote. */
const KINDS_OF_BYTES: Readonly<Record<string, ValueKind>> = {
  args: 'texts',
  env: 'texts',
  cgroups: 'texts',
  data: 'data',
};

/** What a parameter's value is, read as `type`: its own, or one that a `dyn` value says. */
export function valueKind({ name, type: own }: Pick<ParamDef, 'name' | 'type'>, type: ParamType = own): ValueKind {
  return (own === 'bytebuf' ? KINDS_OF_BYTES[name] : undefined) ?? PARAM_TYPES[type].kind;
}
