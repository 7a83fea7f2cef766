import { describe, expect, test } from '@jest/globals';
import { keyColumn } from '../../../src/analysis/key-column.js';
import { BUILT_IN_FIELDS } from '../../../src/fields/built-in.js';
import { type FieldDef, fieldClass } from '../../../src/fields/field.js';
import { DEFAULT_FIELD_CONTEXT, type FieldContext } from '../../../src/fields/field-context.js';
import type { FieldRegistry } from '../../../src/fields/registry.js';
import type { SourceFields } from '../../../src/fields/source-fields.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { compileColumns } from '../../../src/output/columns.js';
import { compileFormat, emittedText } from '../../../src/output/format.js';
import { compileJson } from '../../../src/output/json.js';
import { renderFieldList, renderFieldListJson, renderFieldListMarkdown } from '../../../src/output/list.js';
import { EVT } from '../../../src/schema/events.js';
import { JSON_FIELDS, KUBERNETES, TRAIL } from '../../helpers/cloud-fields.js';
import { EventRun } from '../../helpers/event-run.js';
import { int } from '../../helpers/event-samples.js';

const contextOf = (registry: FieldRegistry): FieldContext => ({ ...DEFAULT_FIELD_CONTEXT, registry });
const CLOUD = contextOf(BUILT_IN_FIELDS.with(TRAIL).with(KUBERNETES).with(JSON_FIELDS));

function fieldNamed(name: string): FieldDef {
  const rows = fieldClass('made', [
    { name, type: 'charbuf', display: 'Made', description: 'Made up for a test.', bind: () => () => 'made' },
  ]);
  return rows[0] as FieldDef;
}

const madeSource = (...names: readonly string[]): SourceFields => ({
  name: 'made',
  kinds: [],
  fields: names.map(fieldNamed),
  defaultFormat: null,
});

/** A plugin event with a payload. */
function pluginEvent(id: number, payload: string) {
  const run = new EventRun();
  run.apply({ type: EVT.PLUGINEVENT_E, lengthSize: 4, params: [int(id, 4), Buffer.from(payload)] });
  return run.evt;
}

const RECORD = JSON.stringify({
  eventName: 'Run\tInstances',
  userIdentity: { userName: 'ann' },
  requestParameters: { instancesSet: { items: [{ imageId: 'ami-1' }, { imageId: 'ami-2' }] } },
});

describe('fields of a source', () => {
  const evt = pluginEvent(2, RECORD);

  test.each([
    ['ct.name startswith Run', true],
    ['ct.name exists and ct.error exists', false],
    ['ct.user=ann and evt.type=pluginevent', true],
    ['ct.user in (bob, ann)', true],
    ['toupper(ct.user)=ANN', true],
    ['ec2.imageids in (ami-1, ami-2, ami-3)', true],
    ['ec2.imageids in (ami-1, ami-3)', false],
    ['ec2.imageids[1] in (ami-2)', true],
    ['ec2.imageids intersects (ami-2)', true],
    ['json.value[/userIdentity/userName]=ann', true],
    ['json.value["/userIdentity/userName"]=val(ct.user)', true],
    ['ka.verb exists', false],
    ['not ka.verb=create', true],
    ['s3.bytes >= 0', false],
  ])('are evaluated by the filter %s', (filter, expected) => {
    expect(compileFilter(filter, CLOUD).test(evt)).toBe(expected);
  });

  test('are printed in lines, columns and JSON', () => {
    const format = '*%ct.user %10ct.user| %ct.error %ec2.imageids %ec2.imageids[1] %json.value[/userIdentity/userName]';
    expect(compileFormat(format, CLOUD)(evt)).toBe('ann ann       | <NA> (ami-1,ami-2) (ami-2) ann');
    expect(compileFormat('%ct.error', CLOUD)(evt)).toBeNull();
    const style = { fields: ['evt.num', 'ct.name', 'ct.error', 'ec2.imageids'], separator: ';', quote: '"' } as const;
    expect(emittedText(compileColumns(style, CLOUD))(evt)).toBe('"1";"Run\\tInstances";;"(ami-1,ami-2)"');
    expect(JSON.parse(compileJson('%ct.name %ct.error %ec2.imageids %s3.bytes', CLOUD)(evt) ?? '')).toEqual({
      'ct.name': 'Run\tInstances',
      'ct.error': null,
      'ec2.imageids': ['ami-1', 'ami-2'],
      's3.bytes': null,
    });
  });

  test('can be keys of tables', () => {
    const keys = ['ct.user', 'ec2.imageids', 'ka.verb'].map((field) =>
      keyColumn({ heading: '', field }, CLOUD).keyOf(evt),
    );
    expect(keys).toEqual(['ann', '(ami-1,ami-2)', null]);
  });

  test('are masked in lines like all captured text', () => {
    const masked = { ...CLOUD, isMasked: true };
    expect(compileFormat('%ct.name', masked)(evt)).toBe('Run.Instances');
  });

  test('are listed, as text, JSON and Markdown', () => {
    const { registry } = CLOUD;
    const sourcesOf = (field: FieldDef): readonly string[] => registry.sourcesOf(field);
    expect(renderFieldList(registry.listed, sourcesOf, true)).toMatch(
      /\nField Class: cloudtrail\n\nct\.id +\(charbuf\) (?:.*\n)*ec2\.imageids +\(charbuf, list, argument allowed\) /,
    );
    const { fields } = JSON.parse(renderFieldListJson(registry.listed, sourcesOf)) as {
      fields: { name: string; argument: string }[];
    };
    expect(fields.find(({ name }) => name === 'json.value')?.argument).toBe('required');
    expect(renderFieldListMarkdown(registry.listed, sourcesOf)).toContain('| `ka.verb` | charbuf |');
  });

  test('are evaluated only for events of their source', () => {
    const strict = {
      ...fieldNamed('ct.strict'),
      bind: () => () => {
        throw new Error('evaluated');
      },
    };
    const context = contextOf(BUILT_IN_FIELDS.with({ ...TRAIL, fields: [strict] }));
    const read = compileFormat('*%ct.strict', context);
    expect(read(pluginEvent(1, RECORD))).toBe('<NA>');
    expect(() => read(evt)).toThrow('evaluated');
    const { mask } = compileFilter('ct.strict exists', context);
    expect(mask.reduce((sum, bit) => sum + bit, 0)).toBe(1);
    expect(mask[EVT.PLUGINEVENT_E]).toBe(1);
  });
});

describe('a wrong name among fields of a source', () => {
  test.each([
    ['ct.nmae=x', "there is no field 'ct.nmae'; did you mean ct.name"],
    ['imageids in (x)', "there is no field 'imageids'; did you mean ec2.imageids?"],
    ['ec2.imageids[01] in (x)', "ec2.imageids[N] takes a number from 0, not '01'"],
    ['ec2.imageids[x] in (x)', "ec2.imageids[N] takes a number from 0, not 'x'"],
    ['json.value=x', 'json.value needs an argument: json.value[KEY]'],
    ['json.value.a=x', 'json.value needs an argument: json.value[KEY]'],
    ['ct.name[0]=x', "there is no field 'ct.name[0]'"],
  ])('%s: %s', (filter, message) => {
    expect(() => compileFilter(filter, CLOUD)).toThrow(message);
  });

  test.each([
    ['%ct.nmae', "there is no field 'ct.nmae'; did you mean ct.name"],
    ['%ec2.imageids[-1]', "ec2.imageids[N] takes a number from 0, not '-1'"],
    ['%ec2.imageids[1', "ec2.imageids[ is not followed by an argument and ']'"],
    ['%json.value', 'json.value needs an argument: json.value[KEY]'],
  ])('%s: %s', (format, message) => {
    expect(() => compileFormat(format, CLOUD)).toThrow(message);
  });

  test.each([
    ['ct.namex', "there is no field 'ct.namex'; did you mean ct.name"],
    ['ec2.imageids[1]x', "unexpected 'x' after the field"],
  ])('%s as a column: %s', (field, message) => {
    expect(() => compileColumns({ fields: [field], separator: ';', quote: '' }, CLOUD)).toThrow(message);
  });

  test('is unknown without the source', () => {
    expect(() => compileFilter('ct.name=x', DEFAULT_FIELD_CONTEXT)).toThrow("there is no field 'ct.name'");
  });
});

describe('a registry', () => {
  test.each([
    [madeSource('evt.num'), 'made cannot define evt.num: it is defined by sysshark'],
    [madeSource('evt.numbers'), 'made cannot define evt.numbers: it begins with evt.num, which is defined by sysshark'],
    [madeSource('ct.name'), 'made cannot define ct.name: it is defined by cloudtrail'],
    [madeSource('a.b', 'c.d', 'a.b'), 'made defines two fields named a.b'],
    [madeSource('a b'), 'made defines a field with an invalid name: "a b"'],
    [
      { ...madeSource('a.b'), kinds: TRAIL.kinds },
      'made and cloudtrail both define pluginevent events with id 2: use one of them',
    ],
  ])('rejects what would change the meaning of a name or an event (%#)', (source, message) => {
    expect(() => BUILT_IN_FIELDS.with(TRAIL).with(source)).toThrow(message);
  });

  test('is not changed by adding fields', () => {
    const before = [...BUILT_IN_FIELDS.fields];
    BUILT_IN_FIELDS.with(TRAIL);
    expect(BUILT_IN_FIELDS.fields).toEqual(before);
    expect(BUILT_IN_FIELDS.find('ct.name')).toBeUndefined();
  });
});

describe('a field added at run time without demands', () => {
  const context = contextOf(BUILT_IN_FIELDS.with(madeSource('made.up')));
  const filter = compileFilter('made.up=made and proc.name=cat', context);

  test('is evaluated for every event: neither thread nor descriptor nor type decides it', () => {
    const alone = compileFilter('made.up=made', context);
    expect(alone.mask.every((bit) => bit === 1)).toBe(true);
    expect(alone.codes.every((bit) => bit === 1)).toBe(true);
    expect([alone.threadTest, alone.fdTest, alone.isOfThreads]).toEqual([null, null, false]);
  });

  test('does not prevent other conditions from deciding', () => {
    expect(filter.threadTest).not.toBeNull();
    expect(filter.isOfThreads).toBe(false);
  });

  test('loses its demands on threads if it belongs to some events only', () => {
    const careless = { ...fieldNamed('made.careless'), threadScope: 0, isOfFd: true, isOfThread: true } as const;
    const { registry } = contextOf(BUILT_IN_FIELDS.with({ ...TRAIL, fields: [careless] }));
    const { threadTest, fdTest } = compileFilter('made.careless=made', contextOf(registry));
    expect([threadTest, fdTest]).toEqual([null, null]);
    const read = compileFormat('*%evt.cpu %made.careless', contextOf(registry));
    expect([2, 1, 2].map((id) => read(pluginEvent(id, '')))).toEqual(['0 made', '0 <NA>', '0 made']);
  });
});
