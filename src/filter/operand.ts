import { type Extract, FieldArgError, type FieldDef, type FieldValue } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { readFieldReference } from '../fields/field-reference.js';
import type { ParamType } from '../schema/param-types.js';
import type { TransformerName } from './ast.js';
import { TRANSFORMERS } from './transformers.js';

/** A field with its argument, inside the transformers around it (innermost first). */
export interface FieldUse {
  readonly def: FieldDef;
  readonly arg: string | null;
  readonly transformers: readonly TransformerName[];
}

/** Type and shape of the value of a field use. */
export interface UseType {
  readonly type: ParamType;
  readonly isList: boolean;
}

/** Type of a field use after its transformers. */
export function typeOfUse(use: FieldUse): UseType {
  const type = use.def.typeOf?.(use.arg).type ?? use.def.type;
  return use.transformers.reduce(transformedType, { type, isList: use.def.isList === true || isListWithoutArg(use) });
}

/** Whether a use stands for a list whose items filters test one by one. */
export function isListWithoutArg({ def, arg }: FieldUse): boolean {
  return def.isListWithoutArg === true && arg === null;
}

/** Type after one transformer. */
export function transformedType(before: UseType, name: TransformerName): UseType {
  const result = TRANSFORMERS[name].result;
  return result === null ? before : { type: result, isList: false };
}

/** A value that is meaningless because its event is damaged counts as missing. */
export function isMissing(value: FieldValue): boolean {
  return value === null || Number.isNaN(value);
}

/** Extractor of a field use, for the value to compare or the one to print. Throws FieldArgError. */
export function bindUse(use: FieldUse, context: FieldContext, purpose: 'value' | 'text' = 'value'): Extract {
  const { def, arg } = use;
  const isText = purpose === 'text' && use.transformers.length === 0;
  const bind = isText ? (def.bindText ?? def.bind) : def.bind;
  const extract = def.bindFields?.(namedFields(use, context)) ?? bind(arg, context);
  return use.transformers.reduce<Extract>((inner, name) => {
    const { apply } = TRANSFORMERS[name];
    return (evt) => {
      const value = inner(evt);
      return value === null ? null : apply(value);
    };
  }, extract);
}

/** The fields that an argument names: several with commas between, and behind a '|' the one that counts for events that lack the first. */
function namedFields({ def, arg }: FieldUse, context: FieldContext): readonly (readonly Extract[])[] {
  return (arg ?? '').split(',').map((word) => word.split('|').map((name) => namedField(def, name, context)));
}

/** Throws FieldArgError. */
function namedField({ name: outer }: FieldDef, name: string, context: FieldContext): Extract {
  const found = readFieldReference(context.registry, name, 0);
  if (found?.end !== name.length) throw new FieldArgError(`${outer}[FIELD,FIELD...] takes fields; '${name}' is none`);
  if (found.def.isFilterOnly === true || found.def.isStateful === true)
    throw new FieldArgError(`${outer} cannot number the values of ${found.def.name}`);
  return bindUse({ def: found.def, arg: found.arg, transformers: [] }, context);
}
