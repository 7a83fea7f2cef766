import { categoryBy } from '../fields/category.js';
import type { FieldDef, FieldValue } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { ERRNO_NAMES } from '../schema/errno.js';
import { EVENTS } from '../schema/events.js';
import type { CaptureIndex } from './capture-index.js';
import { RowCounts } from './row-counts.js';

/** A value that a field has in the capture. */
export interface KnownValue {
  /** As filters compare it (a byte string). */
  readonly text: string;
  /** Events that have it; null if that is not known. */
  readonly events: number | null;
}

/** Fields that have the values of another one. */
const ALIKE: Readonly<Record<string, string>> = {
  'syscall.type': 'evt.type',
  'proc.pname': 'proc.name',
  'proc.aname': 'proc.name',
  'proc.ppid': 'proc.pid',
  'proc.apid': 'proc.pid',
};
const SUCCESS = 'SUCCESS';
const BOOLS = ['true', 'false'];

type Account = 'name' | 'id';
/** Fields of users and groups, of which the capture has a table. */
const ACCOUNTS: Readonly<Record<string, readonly ['users' | 'groups', Account]>> = {
  'user.name': ['users', 'name'],
  'user.uid': ['users', 'id'],
  'group.name': ['groups', 'name'],
  'group.gid': ['groups', 'id'],
};

/** Fields whose values follow from what the index has. */
const MADE: Readonly<Record<string, (known: KnownValues) => readonly KnownValue[]>> = {
  'evt.res': (known) => known.results(),
  'evt.category': (known) => known.categories(),
};

/** Values that fields have in a capture, from its index: no event is read for them. */
export class KnownValues {
  private readonly index: CaptureIndex;
  private readonly counts: RowCounts;
  private readonly defs: ReadonlyMap<string, FieldDef>;

  constructor(index: CaptureIndex, { registry }: FieldContext) {
    this.index = index;
    this.counts = new RowCounts(index.kept);
    this.defs = new Map(registry.fields.map((def) => [def.name, def]));
  }

  /**
   * Values of a field that have a text in them: first those that begin with it, of these the most frequent ones. `others` are values that
   * the index does not have.
   */
  find(field: string, text: string, most: number, others: readonly KnownValue[] = []): readonly KnownValue[] {
    const name = field.replace(/\[.*/, '');
    const rank = (value: KnownValue): number => (value.text.startsWith(text) ? 0 : 1);
    const own = others.length > 0 ? others : this.all(ALIKE[name] ?? name);
    return [...own]
      .filter((value) => value.text !== '' && value.text.includes(text))
      .sort((a, b) => rank(a) - rank(b) || (b.events ?? -1) - (a.events ?? -1))
      .slice(0, most);
  }

  private all(field: string): readonly KnownValue[] {
    const found = MADE[field]?.(this) ?? this.ofSubjects(field) ?? [];
    const seen = new Set(found.map(({ text }) => text));
    const others = [...this.accounts(field), ...this.possible(field)].filter((text) => !seen.has(text));
    return [...found, ...[...new Set(others)].map((text) => ({ text, events: null }))];
  }

  private ofSubjects(field: string): readonly KnownValue[] | null {
    const values = this.index.valuesOf(field);
    return values === null ? null : this.countSubjects((id) => values.at(id));
  }

  /** Values by what they are for each subject; null for none. */
  private countSubjects(get: (id: number) => FieldValue): readonly KnownValue[] {
    this.counts.update();
    const { ofSubjects } = this.counts;
    const events = new Map<string, number>();
    for (let id = 0; id < this.index.kept.dictionary.count; id++) {
      const value = get(id);
      if (value !== null) events.set(String(value), (events.get(String(value)) ?? 0) + (ofSubjects[id] as number));
    }
    return [...events].map(([text, count]) => ({ text, events: count }));
  }

  /** Values of evt.category. */
  categories(): readonly KnownValue[] {
    const { dictionary } = this.index.kept;
    const types = this.index.valuesOf('fd.type');
    const typeOf = (id: number): string | null => (types?.at(id) ?? null) as string | null;
    return this.countSubjects((id) => categoryBy(EVENTS[dictionary.typeOf(id)], typeOf(id)));
  }

  /** Values of evt.res. */
  results(): readonly KnownValue[] {
    this.counts.update();
    return Array.from(this.counts.ofErrors, (events, error) => ({
      text: error === 0 ? SUCCESS : (ERRNO_NAMES[error] ?? ''),
      events,
    })).filter(({ events, text }) => events > 0 && text !== '');
  }

  private accounts(field: string): readonly string[] {
    const [table, part] = ACCOUNTS[field] ?? [];
    const { state } = this.index;
    if (table === undefined || state === null) return [];
    const all = [...state[table].ofHost(), ...[...state[table].ofContainers()].map(([, account]) => account)];
    return all.map((account) =>
      part === 'name' ? account.name : String('uid' in account ? account.uid : account.gid),
    );
  }

  /** All values that a field can have, if they are few. */
  private possible(field: string): readonly string[] {
    const def = this.defs.get(field);
    return def?.values ?? (def?.type === 'bool' ? BOOLS : []);
  }
}
