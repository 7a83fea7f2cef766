import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { BUILT_IN_FIELDS } from '../../../src/fields/built-in.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { readFieldReference } from '../../../src/fields/field-reference.js';
import { ADDED_FIELDS } from '../../helpers/differences.js';
import { describeWithShared, sharedPath } from '../../helpers/shared.js';

const { fields: FIELDS } = BUILT_IN_FIELDS;

/** A row of the reference's field list. */
interface ReferenceField {
  readonly name: string;
  readonly class: string;
  readonly type: string;
  readonly print: string;
  readonly flags: readonly string[];
}

const BASES: Readonly<Record<string, string>> = { PF_HEX: 'hex', PF_OCT: 'oct', PF_10_PADDED_DEC: 'padded' };

describe('the field table', () => {
  test('has every name once', () => {
    const names = FIELDS.map((field) => field.name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('describes every field in one sentence', () => {
    for (const { name, display, description } of FIELDS) {
      expect([name, display]).not.toEqual([name, '']);
      expect([name, description]).toEqual([name, expect.stringMatching(/^.{10,}[.]$/)]);
    }
  });

  test('binds every field that needs no argument', () => {
    for (const field of FIELDS.filter(({ arg }) => arg !== 'required')) {
      expect(field.bind(null, DEFAULT_FIELD_CONTEXT)).toBeInstanceOf(Function);
    }
  });

  test('finds the longest name at a position of a text', () => {
    expect(BUILT_IN_FIELDS.findLongest('%evt.time)', 1)?.def.name).toBe('evt.time');
    expect(BUILT_IN_FIELDS.findLongest('evt.time.s.x', 0)?.def.name).toBe('evt.time.s');
    expect(BUILT_IN_FIELDS.findLongest('evt.tim', 0)).toBeUndefined();
    const alias = BUILT_IN_FIELDS.findLongest('sysdig.event_name=read', 0);
    expect([alias?.def.name, alias?.end]).toEqual(['evt.type', 'sysdig.event_name'.length]);
  });

  test.each([
    ['proc.nam', 'proc.name'],
    ['fd.nmae', 'fd.name'],
    ['evt.Type', 'evt.type'],
    ['procname', 'proc.name'],
  ])('for %s suggests %s first', (wrong, right) => {
    expect(BUILT_IN_FIELDS.nearest(wrong)[0]).toBe(right);
  });

  test('suggests nothing for a name that resembles no field', () => {
    expect(BUILT_IN_FIELDS.nearest('something.else.entirely')).toEqual([]);
  });
});

describe('references to fields', () => {
  test.each([
    ['evt.arg.path and', 'evt.arg', 'path', 12],
    ['evt.arg.pathx', 'evt.arg', 'path', 12],
    ['evt.arg[12]', 'evt.arg', '12', 11],
    ['proc.aname[2]', 'proc.aname', '2', 13],
    ['proc.aname', 'proc.aname', null, 10],
    ['proc.env["A B"]', 'proc.env', 'A B', 15],
    ['proc.name[1]', 'proc.name', null, 9],
  ])('%s is %s with %p', (text, name, arg, end) => {
    const found = readFieldReference(BUILT_IN_FIELDS, text, 0);
    expect([found?.def.name, found?.arg, found?.end]).toEqual([name, arg, end]);
  });

  test.each(['evt.arg', 'thread.cgroup', 'evt.rawarg.nosuchargument'])('%s needs an argument', (text) => {
    expect(() => readFieldReference(BUILT_IN_FIELDS, text, 0)).toThrow();
  });
});

describeWithShared('the field table, compared with that of the reference', () => {
  const { fields } = JSON.parse(readFileSync(sharedPath('reference', 'scap', 'fields.json'), 'utf8')) as {
    fields: ReferenceField[];
  };

  test('has every field of the reference', () => {
    const absent = fields.filter(({ name }) => BUILT_IN_FIELDS.find(name) === undefined).map(({ name }) => name);
    expect(absent).toEqual([]);
  });

  test('has no others, except our own', () => {
    const names = new Set(fields.map(({ name }) => name));
    expect(FIELDS.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([...ADDED_FIELDS]);
  });

  test('gives each its class, type, number base and traits', () => {
    for (const reference of fields) {
      const field = BUILT_IN_FIELDS.find(reference.name);
      if (field === undefined) continue;
      const has = (flag: string): boolean => reference.flags.includes(`EPF_${flag}`);
      const ours = [
        field.class,
        field.type,
        field.base,
        field.isList === true,
        field.isFilterOnly === true,
        field.isPrintOnly === true,
        field.isTableOnly === true && !has('DEPRECATED'),
        field.arg === 'required',
      ];
      const theirs = [
        reference.class,
        reference.type.slice('PT_'.length).toLowerCase(),
        BASES[reference.print] ?? 'dec',
        has('IS_LIST'),
        has('FILTER_ONLY'),
        has('PRINT_ONLY'),
        has('TABLE_ONLY') && !has('DEPRECATED'),
        has('ARG_REQUIRED') && reference.name !== 'evt.abspath',
      ];
      expect([reference.name, ...ours]).toEqual([reference.name, ...theirs]);
    }
  });
});
