import type { ParamDef } from '../schema/event.js';
import type { WriteValue } from './param.js';

/** Makes a faster function that writes the same text as `general`: a raw value and its resolved form. */
export type Shortcut = (general: WriteValue, param: ParamDef) => WriteValue;
