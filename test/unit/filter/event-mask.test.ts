import { describe, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { EVENTS, EVT } from '../../../src/schema/events.js';
import { SYSCALL_CODE_NAMES } from '../../../src/schema/syscall-codes.js';

const compile = (text: string) => compileFilter(text, DEFAULT_FIELD_CONTEXT);

/** Codes of the event types that can pass a filter, without the generic ones. */
function rows(text: string): string[] {
  const { mask } = compile(text);
  return EVENTS.filter(({ id }) => mask[id] === 1 && id > EVT.GENERIC_X).map(({ code }) => code);
}

function calls(text: string): string[] {
  const { codes } = compile(text);
  return SYSCALL_CODE_NAMES.filter((_, code) => codes[code] === 1);
}

describe('the event types that can match', () => {
  test('are those with that name, and asynchronous events, whose name is a parameter', () => {
    expect(rows('evt.type = openat')).toEqual(['OPENAT_E', 'OPENAT_X', 'OPENAT_2_E', 'OPENAT_2_X', 'ASYNCEVENT_E']);
  });

  test('are halved by the direction', () => {
    expect(rows('evt.type in (open, close) and evt.dir = <')).toEqual(['OPEN_X', 'CLOSE_X']);
  });

  test('are joined by or, and not widened by other conditions', () => {
    expect(rows('(evt.type = open or evt.type = close) and evt.dir = > and proc.name = x')).toEqual([
      'OPEN_E',
      'CLOSE_E',
      'ASYNCEVENT_E',
    ]);
  });

  test('are the complement with not', () => {
    const all = EVENTS.length - 2;
    expect(rows('not evt.type = close')).toHaveLength(all - 2);
    expect(rows('not (evt.type = close and evt.dir = <)')).toHaveLength(all - 1);
    expect(rows('evt.type != close')).toHaveLength(all - 2);
  });

  test('are all if the condition after not depends on the event', () => {
    expect(rows('not (evt.type = close and proc.name = x)')).toHaveLength(EVENTS.length - 2);
  });

  test('are those that have the field at all', () => {
    expect(rows('evt.arg.newpath contains x')).toEqual(
      EVENTS.filter(({ params }) => params.some(({ name }) => name === 'newpath')).map(({ code }) => code),
    );
    expect(rows('fd.num = 3')).not.toContain('GETCWD_X');
    expect(rows('fd.num = 3')).toContain('READ_E');
  });

  test('are none for a contradiction', () => {
    expect(rows('evt.dir = < and evt.dir = >')).toEqual([]);
    expect(calls('evt.dir = < and evt.dir = >')).toEqual([]);
  });

  test('are all if a field counts how often it is evaluated', () => {
    expect(rows('evt.type = close and util.cnt < 5')).toHaveLength(EVENTS.length - 2);
  });

  test('distinguish generic events by system call; the unnamed one can be any', () => {
    expect(calls('evt.type = rt_sigaction')).toEqual(['unknown', 'rt_sigaction']);
    expect(compile('evt.type = rt_sigaction').mask[EVT.GENERIC_E]).toBe(1);
  });
});
