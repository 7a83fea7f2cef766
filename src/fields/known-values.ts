import { asciiLower, asciiUpper } from '../bytes/text.js';
import { ERRNO_NAMES } from '../schema/errno.js';
import { FD_TYPES } from '../schema/fd-types.js';
import { FieldArgError } from './field.js';
import { didYouMean, nearestNames } from './nearest-names.js';

const DIRECTIONS = '> (enter) or < (exit)';
const RESULTS: ReadonlySet<string> = new Set(['SUCCESS', ...Object.values(ERRNO_NAMES)]);
const TYPE_NAMES: readonly string[] = [
  ...new Set(Object.values(FD_TYPES).flatMap(({ name }) => (name === null ? [] : [name]))),
];

/** Throws FieldArgError for a text that evt.dir never has. */
export function checkDirection(text: string): void {
  if (text !== '>' && text !== '<') throw new FieldArgError(`evt.dir is ${DIRECTIONS}, never '${text}'`);
}

/** Throws FieldArgError for a text that evt.res never has; results without a name are numbers. */
export function checkResult(text: string): void {
  if (RESULTS.has(text) || /^-?\d+$/.test(text)) return;
  const near = nearestNames(text, Array.from(RESULTS, asciiLower)).map(asciiUpper);
  const hint = didYouMean(near);
  throw new FieldArgError(
    `evt.res is never '${text}'${hint === '' ? ': it is SUCCESS or an error such as ENOENT' : hint}`,
  );
}

/** Throws FieldArgError for a text that fd.type never has. */
export function checkFdType(text: string): void {
  if (TYPE_NAMES.includes(text)) return;
  const hint = didYouMean(nearestNames(text, TYPE_NAMES));
  throw new FieldArgError(
    `fd.type is never '${text}'${hint === '' ? `: it is one of ${TYPE_NAMES.join(', ')}` : hint}`,
  );
}
