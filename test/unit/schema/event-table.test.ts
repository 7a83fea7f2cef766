import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { EC, EF, type EventDef, OWN_FLAGS } from '../../../src/schema/event.js';
import { EVENTS, EVT, REFERENCE_EVENT_COUNT, STORED_EVENTS } from '../../../src/schema/events.js';
import { PARAM_TYPES } from '../../../src/schema/param-types.js';
import { describeWithShared, sharedPath } from '../../helpers/shared.js';

interface ReferenceParam {
  readonly name: string;
  readonly type: string;
  readonly fmt: string;
  readonly flagTable?: string;
  readonly dirfdParam?: number;
  readonly dynTable?: string;
}

interface ReferenceEvent {
  readonly type: number;
  readonly dir: 'E' | 'X';
  readonly name: string;
  readonly category: number;
  readonly flagsValue: number;
  readonly params: readonly ReferenceParam[];
}

interface ReferenceTable {
  readonly events: readonly ReferenceEvent[];
  readonly flags: Readonly<Record<string, readonly { name: string; value: number }[]>>;
}

const readTable = (file: string): ReferenceTable =>
  JSON.parse(readFileSync(sharedPath('reference', 'scap', file), 'utf8')) as ReferenceTable;

/** A parameter in a form that both tables have. Only hex and octal bases are kept: the others print the same. */
const asReference = (param: EventDef['params'][number]): unknown => ({
  name: param.name,
  type: param.type.toUpperCase(),
  base: param.base === 'dec' ? null : param.base,
  flagTable: param.names?.name ?? null,
  flags: param.names?.entries.map(([name, value]) => `${name}=${value}`) ?? null,
  dirfd: param.dirfd ?? null,
  isDynamic: param.alternatives !== undefined,
});

const fromReference = (param: ReferenceParam, flags: ReferenceTable['flags']): unknown => ({
  name: param.name,
  type: param.type.replace(/^PT_/, '').replaceAll('_', ''),
  base: { PF_HEX: 'hex', PF_OCT: 'oct' }[param.fmt] ?? null,
  flagTable: param.flagTable ?? null,
  flags: param.flagTable === undefined ? null : flags[param.flagTable]?.map((flag) => `${flag.name}=${flag.value}`),
  dirfd: param.dirfdParam ?? null,
  isDynamic: param.dynTable !== undefined,
});

const nameAndType = (param: unknown): unknown => {
  const { name, type } = param as { name: string; type: string };
  return [name, type.toLowerCase()];
};

it('numbers the rows densely from zero', () => {
  expect(EVENTS.map((row) => row.id)).toEqual(EVENTS.map((_row, index) => index));
});

it('gives every row a unique code', () => {
  expect(new Set(EVENTS.map((row) => row.code)).size).toBe(EVENTS.length);
  expect(EVT.OPENAT_2_X).toBe(307);
});

it('gives both rows of a pair the same name if both are events', () => {
  const isPair = (enter: EventDef, exit: EventDef | undefined): exit is EventDef =>
    exit !== undefined && ((enter.flags | exit.flags) & EF.UNUSED) === 0;
  const unequal = EVENTS.filter((row) => row.id % 2 === 0)
    .filter((enter) => isPair(enter, EVENTS[enter.id + 1]))
    .filter((enter) => enter.name !== EVENTS[enter.id + 1]?.name)
    .map((enter) => enter.code);
  expect(unequal).toEqual([]);
});

it('has at most 32 parameters per row, with unique names that are valid in filters', () => {
  for (const row of EVENTS) {
    const names = row.allParams.map((param) => param.name);
    expect(names.length).toBeLessThanOrEqual(32);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
  }
});

it('has the index of the directory descriptor for every relative path', () => {
  for (const row of EVENTS) {
    for (const param of row.params.filter(({ type }) => type === 'fsrelpath')) {
      expect(row.params[param.dirfd ?? -1]?.type).toBe('fd');
    }
  }
});

it('stores large payloads only in rows that no system call makes', () => {
  const large = EVENTS.filter((row) => (row.flags & EF.LARGE_PAYLOAD) !== 0);
  expect(large.length).toBe(3);
  for (const row of large) expect(row.category & EC.SYSCALL).toBe(0);
});

it('gives every parameter type a unique number', () => {
  const ids = Object.values(PARAM_TYPES).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describeWithShared('the event table and the reference', () => {
  it.each([
    ['events.json', 0, REFERENCE_EVENT_COUNT],
    ['events-head.json', REFERENCE_EVENT_COUNT, STORED_EVENTS.length],
  ] as const)('agrees with every row of %s from %i to %i', (file, from, to) => {
    const table = readTable(file);
    for (const row of table.events.slice(from, to)) {
      const ours = EVENTS[row.type] as EventDef;
      expect({
        row: row.type,
        name: ours.name,
        dir: ours.id % 2 === 0 ? 'E' : 'X',
        category: ours.category,
        flags: ours.flags & (OWN_FLAGS - 1),
        params: ours.params.map(asReference),
      }).toEqual({
        row: row.type,
        name: row.name,
        dir: row.dir,
        category: row.category,
        flags: row.flagsValue,
        params: row.params.map((param) => fromReference(param, table.flags)),
      });
    }
  });

  it('lists as appended parameters of every row exactly those that the 2026 head appends', () => {
    const table = readTable('events-head.json');
    // only the names of flag tables: the head has one more clone flag
    const withoutFlags = (param: unknown): unknown => ({ ...(param as object), flags: null });
    const lists = (params: (row: ReferenceEvent, ours: EventDef) => readonly unknown[]) =>
      table.events.map((row) => [row.type, ...params(row, EVENTS[row.type] as EventDef).map(withoutFlags)]);
    expect(lists((_, ours) => ours.appended.map(asReference))).toEqual(
      lists((row, ours) => row.params.slice(ours.params.length).map((param) => fromReference(param, table.flags))),
    );
  });

  it('finds no earlier parameter changed in the 2026 head, except the result of setpgid', () => {
    const table = readTable('events-head.json');
    const changed = table.events.filter((row) => {
      const ours = (EVENTS[row.type] as EventDef).params.map(({ name, type }) => [name, type]);
      const theirs = row.params.slice(0, ours.length).map((param) => fromReference(param, table.flags));
      return JSON.stringify(ours) !== JSON.stringify(theirs.map(nameAndType));
    });
    expect(changed.map((row) => EVENTS[row.type]?.code)).toEqual(['SETPGID_X']);
  });
});
