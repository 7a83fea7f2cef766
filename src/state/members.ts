/** JSON form of a plain member: number, text or boolean; bigints as decimal digits. */
type MemberValue = number | string | boolean | { readonly big: string };

/** Values by member name. */
export type Members = Readonly<Record<string, MemberValue>>;

/** Which members of a class are stored, and the allowed words of members that are enumerations. */
export interface MemberRules {
  readonly except: ReadonlySet<string>;
  readonly words: Readonly<Record<string, ReadonlySet<string>>>;
}

const PLAIN: ReadonlySet<string> = new Set(['number', 'string', 'boolean', 'bigint']);
const DIGITS = /^-?\d{1,20}$/;

const pack = (value: unknown): MemberValue =>
  typeof value === 'bigint' ? { big: String(value) } : (value as MemberValue);

/** The plain members of an object that differ from those of another object of its class. */
export function differingMembers(object: object, other: object, { except }: MemberRules): Members {
  const ours = object as Readonly<Record<string, unknown>>;
  const theirs = other as Readonly<Record<string, unknown>>;
  const found: Record<string, MemberValue> = {};
  for (const name of Object.keys(ours)) {
    const value = ours[name];
    // nearly all are the same
    if (Object.is(value, theirs[name]) || !PLAIN.has(typeof value) || except.has(name)) continue;
    found[name] = pack(value);
  }
  return found;
}

/** The value that a stored value stands for if it has the type of the present one; otherwise undefined. */
function unpack(stored: unknown, present: unknown): unknown {
  if (PLAIN.has(typeof stored)) return typeof stored === typeof present ? stored : undefined;
  if (typeof present !== 'bigint' && typeof present !== 'number') return undefined;
  const { big } = Object(stored) as { readonly big?: unknown };
  return typeof big === 'string' && DIGITS.test(big) ? BigInt(big) : undefined;
}

/** Sets plain members of an object to stored values; unknown names and values of another type are ignored. */
export function setMembers(object: object, stored: unknown, { except, words }: MemberRules): void {
  const target = object as Record<string, unknown>;
  for (const [name, value] of Object.entries(Object(stored))) {
    if (!Object.hasOwn(target, name) || except.has(name)) continue;
    const found = unpack(value, target[name]);
    if (found !== undefined && (words[name]?.has(String(found)) ?? true)) target[name] = found;
  }
}
