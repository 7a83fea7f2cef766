import type { ParamDef } from '../event.js';
import { isSignedType, PARAM_TYPES, type ParamType } from '../param-types.js';

const WIDEST_NUMBER = 8;

/** The C type of a numeric parameter. */
export function cType(type: ParamType): string {
  return `${isSignedType(type) ? 's' : 'u'}${PARAM_TYPES[type].width * 8}`;
}

/** Whether a parameter is written as bytes with a length, not as a number of fixed width. */
export function isVariable({ type }: ParamDef): boolean {
  const { width } = PARAM_TYPES[type];
  return width === 0 || width > WIDEST_NUMBER;
}
