import { asciiLower, asciiUpper } from '../bytes/text.js';
import { ERRNO_NAMES } from '../schema/errno.js';
import { EVENTS } from '../schema/events.js';
import { FD_TYPES } from '../schema/fd-types.js';
import { SHOWN_CODE_NAMES } from '../schema/syscall-codes.js';
import { FieldArgError } from './field.js';
import { didYouMean, nearestNames } from './nearest-names.js';

const EVENT_NAMES: ReadonlySet<string> = new Set(
  [...EVENTS.map((def) => def.name), ...SHOWN_CODE_NAMES].filter((name) => name !== ''),
);
const RESULTS: ReadonlySet<string> = new Set(['SUCCESS', ...Object.values(ERRNO_NAMES)]);
const TYPE_NAMES: ReadonlySet<string> = new Set(
  Object.values(FD_TYPES).flatMap(({ name }) => (name === null ? [] : [name])),
);

/** An error that ends with the nearest values, or with `otherwise` if none is near. */
function wrongValue(message: string, near: readonly string[], otherwise: string): FieldArgError {
  return new FieldArgError(message + (didYouMean(near) || otherwise));
}

/** Throws FieldArgError for a text that is not an event type. */
export function checkEventName(text: string): void {
  if (EVENT_NAMES.has(text)) return;
  throw wrongValue(`there is no event type '${text}'`, nearestNames(text, EVENT_NAMES), ' (see sysshark -L)');
}

/** Throws FieldArgError for a text that evt.dir never has. */
export function checkDirection(text: string): void {
  if (text !== '>' && text !== '<') throw new FieldArgError(`evt.dir is > (enter) or < (exit), never '${text}'`);
}

/** Throws FieldArgError for a text that evt.res never has; results without a name are numbers. */
export function checkResult(text: string): void {
  if (RESULTS.has(text) || /^-?\d+$/.test(text)) return;
  const near = nearestNames(text, Array.from(RESULTS, asciiLower)).map(asciiUpper);
  throw wrongValue(`evt.res is never '${text}'`, near, ': it is SUCCESS or an error such as ENOENT');
}

/** Throws FieldArgError for a text that fd.type never has. */
export function checkFdType(text: string): void {
  if (TYPE_NAMES.has(text)) return;
  const all = [...TYPE_NAMES].join(', ');
  throw wrongValue(`fd.type is never '${text}'`, nearestNames(text, TYPE_NAMES), `: it is one of ${all}`);
}
