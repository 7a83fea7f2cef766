/** A value of a plain member as JSON has it: one number, text or truth value; bigints as their decimal digits. */
type MemberValue = number | string | boolean | { readonly big: string };

/** Values by the names of members. */
export type Members = Readonly<Record<string, MemberValue>>;

/** Which members of a kind of object are kept, and what those that are one of some words can be. */
export interface MemberRules {
  readonly except: ReadonlySet<string>;
  readonly words: Readonly<Record<string, ReadonlySet<string>>>;
}

const PLAIN: ReadonlySet<string> = new Set(['number', 'string', 'boolean', 'bigint']);
const DIGITS = /^-?\d{1,20}$/;

const pack = (value: unknown): MemberValue =>
  typeof value === 'bigint' ? { big: String(value) } : (value as MemberValue);

/** The plain members of an object whose values differ from those of another of its kind. */
export function differingMembers(object: object, other: object, { except }: MemberRules): Members {
  const theirs = new Map(Object.entries(other));
  const found = Object.entries(object).filter(
    ([name, value]) => PLAIN.has(typeof value) && !except.has(name) && !Object.is(value, theirs.get(name)),
  );
  return Object.fromEntries(found.map(([name, value]) => [name, pack(value)]));
}

/** What a stored value stands for, where it is of the kind of the present one; undefined otherwise. */
function unpack(stored: unknown, present: unknown): unknown {
  if (PLAIN.has(typeof stored)) return typeof stored === typeof present ? stored : undefined;
  if (typeof present !== 'bigint' && typeof present !== 'number') return undefined;
  const { big } = Object(stored) as { readonly big?: unknown };
  return typeof big === 'string' && DIGITS.test(big) ? BigInt(big) : undefined;
}

/** Sets plain members of an object to stored values; names that it does not have and values of another kind are left out. */
export function setMembers(object: object, stored: unknown, { except, words }: MemberRules): void {
  const target = object as Record<string, unknown>;
  for (const [name, value] of Object.entries(Object(stored))) {
    if (!Object.hasOwn(target, name) || except.has(name)) continue;
    const found = unpack(value, target[name]);
    if (found !== undefined && (words[name]?.has(String(found)) ?? true)) target[name] = found;
  }
}
