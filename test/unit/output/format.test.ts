import { describe, expect, test } from '@jest/globals';
import { TextError } from '../../../src/errors.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { formatTextError } from '../../../src/filter/filter.js';
import { compileFormat, expandEscapes } from '../../../src/output/format.js';
import { compileJson } from '../../../src/output/json.js';
import { EVT } from '../../../src/schema/events.js';
import { Evt } from '../../../src/state/evt.js';
import { StateUpdater } from '../../../src/state/state-updater.js';
import { SystemState } from '../../../src/state/system-state.js';
import { int, text } from '../../helpers/event-samples.js';
import { eventBatch } from './event-batch.js';

const TS = 1_560_550_507_018_041_443n;

/** The exit of an open that returned descriptor 3, by an unknown thread. */
function opened(): Evt {
  const params = [int(3, 8), text('/tmp/h\xc3\xa9 "x"'), int(1, 4), int(0, 4), int(0x2d, 4), int(7, 8)];
  const batch = eventBatch({ type: EVT.OPEN_X, ts: TS, tid: 42n, cpu: 1, params });
  const state = new SystemState();
  const updater = new StateUpdater(state);
  const evt = new Evt(state);
  evt.view.read(batch, 0);
  updater.begin(evt);
  updater.update(evt);
  return evt;
}

const line = (format: string): string | null => compileFormat(format, DEFAULT_FIELD_CONTEXT)(opened());
const json = (format: string): string | null => compileJson(format, DEFAULT_FIELD_CONTEXT)(opened());

describe('output formats', () => {
  test('copy text and insert fields', () => {
    expect(line('[%evt.num] %evt.type%evt.dir, %evt.arg.fd %evt.rawarg.dev.')).toBe('[1] open<, <f>/tmp/h.. "x" 2D.');
  });

  test('cut and pad to a width', () => {
    expect(line('%6evt.type|%2evt.type|%1evt.dir|')).toBe('open  |op|<|');
  });

  test('print <NA> for a missing value if they start with a star, and otherwise print nothing', () => {
    expect(line('*%evt.type %fd.cip')).toBe('open <NA>');
    expect(line('%evt.type %fd.cip')).toBeNull();
  });

  test('accept transformers, also nested', () => {
    expect(line('%toupper(evt.type) %len(evt.type) %toupper(basename(fs.path.nameraw))')).toBe('OPEN 4 H\xc3\xa9 "X"');
  });

  test('match the longest field name', () => {
    expect(line('%evt.rawtime.ns %evt.rawtime) %evt.rawtime.')).toBe(`018041443 ${TS}) ${TS}.`);
  });

  test.each([
    ['100% sure', 4, /must stand before a field/],
    ['%evt.typo', 1, /no field 'evt.typo'; did you mean evt.type/],
    ['x %fd.ip', 3, /compared but not printed/],
    ['x%65536evt.num', 2, /cannot be wider than 65535/],
    ['%evt.arg', 1, /needs an argument/],
    ['%tolower(evt.num)', 1, /does not take evt.num/],
    ['%tolower(evt.type', 17, /expected '\)'/],
    ['%proc.aname[x]', 1, /not a generation number/],
  ])('give an error with a position for %s', (format, pos, message) => {
    let error: unknown;
    try {
      compileFormat(format, DEFAULT_FIELD_CONTEXT);
    } catch (cause) {
      error = cause;
    }
    expect(error).toBeInstanceOf(TextError);
    expect((error as TextError).message).toMatch(message);
    expect(formatTextError(error as TextError).split('\n')).toEqual([
      expect.stringMatching(/^format error: /),
      `  ${format}`,
      `  ${' '.repeat((error as TextError).pos)}^`,
    ]);
    expect(Math.abs((error as TextError).pos - (pos as number))).toBeLessThanOrEqual(1);
  });

  test('expandEscapes() expands \\t, \\n and \\e only', () => {
    expect(expandEscapes('a\\tb\\n\\e[0m\\\\n\\x')).toBe('a\tb\n\x1b[0m\\n\\x');
  });
});

describe('JSON', () => {
  test('has sorted keys, exact numbers and times in ns', () => {
    expect(json('%evt.rawtime %evt.num %evt.outputtime %evt.is_io %fd.cip %proc.fdusage %evt.reltime.ns')).toBe(
      `{"evt.is_io":false,"evt.num":1,"evt.outputtime":${TS},"evt.rawtime":${TS},"evt.reltime.ns":0,"fd.cip":null,"proc.fdusage":0.0}`,
    );
  });

  test('escapes quotes and non-ASCII characters', () => {
    expect(JSON.parse(json('%fs.path.nameraw') ?? '')).toEqual({ 'fs.path.nameraw': '/tmp/h\u00e9 "x"' });
    expect(json('%fs.path.nameraw')).toBe('{"fs.path.nameraw":"/tmp/h\\u00e9 \\"x\\""}');
  });

  test('has hexadecimal fields as strings and lists as arrays', () => {
    expect(json('%evt.rawarg.dev %fd.types')).toBe('{"evt.rawarg.dev":"2D","fd.types":["file"]}');
  });
});
