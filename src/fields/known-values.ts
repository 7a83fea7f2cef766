import { asciiLower, asciiUpper } from '../bytes/text.js';
import { ERRNO_NAMES } from '../schema/errno.js';
import { EC } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import { SHOWN_CODE_NAMES } from '../schema/syscall-codes.js';
import { FieldArgError, type FieldDef } from './field.js';
import { didYouMean, nearestNames } from './nearest-names.js';
import { onUse } from './on-use.js';

const namesOf = (events: typeof EVENTS): ReadonlySet<string> =>
  new Set([...events.map((def) => def.name), ...SHOWN_CODE_NAMES].filter((name) => name !== ''));

const eventNames = onUse(() => namesOf(EVENTS));
const callNames = onUse(() => namesOf(EVENTS.filter(({ category }) => (category & EC.SYSCALL) !== 0)));
const results = onUse((): ReadonlySet<string> => new Set(['SUCCESS', ...Object.values(ERRNO_NAMES)]));
/** What evt.res is for calls that return an id, and have none: no kernel does that. */
const NO_ID = '<NONE>';

/** Errors without a name. */
const NUMBER = /^-\d+$/;

/** An error that ends with the nearest values, or with `otherwise` if none is near. */
function wrongValue(message: string, near: readonly string[], otherwise: string): FieldArgError {
  return new FieldArgError(message + (didYouMean(near) || otherwise));
}

/** Whether a text is an event type: the name of a system call, or of another event. */
export const isEventName = (text: string): boolean => eventNames().has(text);

/** Throws FieldArgError for a text that is not an event type. */
export function checkEventName(text: string): void {
  if (isEventName(text)) return;
  throw wrongValue(`there is no event type '${text}'`, nearestNames(text, eventNames()), ' (see sysshark -L)');
}

/** Throws FieldArgError for a text that is not the name of a system call. */
export function checkCallName(text: string): void {
  if (callNames().has(text)) return;
  throw wrongValue(`there is no system call '${text}'`, nearestNames(text, callNames()), ' (see sysshark -L)');
}

/** Throws FieldArgError for a text that evt.dir never has. */
export function checkDirection(text: string): void {
  if (text !== '>' && text !== '<') throw new FieldArgError(`evt.dir is > (enter) or < (exit), never '${text}'`);
}

/** Throws FieldArgError for a text that evt.res never has; results without a name are numbers. */
export function checkResult(text: string): void {
  if (results().has(text) || text === NO_ID || NUMBER.test(text)) return;
  const near = nearestNames(text, Array.from(results(), asciiLower)).map(asciiUpper);
  throw wrongValue(`evt.res is never '${text}'`, near, ': it is SUCCESS or an error such as ENOENT');
}

/** The texts that checks of literals accept. */
const CHECKED: ReadonlyMap<FieldDef['checkLiteral'], () => ReadonlySet<string>> = new Map([
  [checkEventName, eventNames],
  [checkCallName, callNames],
  [checkResult, results],
]);

/** All values that a field can have; none if they are not known in advance. */
export function knownValues({ type, values, checkLiteral }: FieldDef): readonly string[] {
  if (type === 'bool') return ['true', 'false'];
  return values ?? [...(CHECKED.get(checkLiteral)?.() ?? [])];
}

/** Throws FieldArgError for a text that a field never has. */
export function checkValue({ name, values, checkLiteral }: FieldDef, text: string): void {
  checkLiteral?.(text);
  if (values === undefined || values.includes(text)) return;
  const all = values.length === 1 ? `always ${values[0]}` : `one of ${values.join(', ')}`;
  throw wrongValue(`${name} is never '${text}'`, nearestNames(text, values), `: it is ${all}`);
}
