import { describe, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { lines } from '../../helpers/lines.js';
import { describeWithShared, sharedPath } from '../../helpers/shared.js';

const compile = (filter: string): unknown => compileFilter(filter, DEFAULT_FIELD_CONTEXT);

describe('evt.nth', () => {
  test.each([
    ['evt.nth > 3', 'evt.nth needs an argument: evt.nth[KEY]'],
    ['evt.nth[] > 3', "expected an argument and ']'"],
    ['evt.nth[proc.nme] > 3', "evt.nth[FIELD,FIELD...] takes fields; 'proc.nme' is none"],
    ['evt.nth[proc.name,] > 3', "evt.nth[FIELD,FIELD...] takes fields; '' is none"],
    ['evt.nth["proc.name fd.name"] > 3', "evt.nth[FIELD,FIELD...] takes fields; 'proc.name fd.name' is none"],
    ['evt.nth["evt.around[1]"] > 3', 'evt.nth cannot number the values of evt.around'],
    ['evt.nth[evt.arg] > 3', 'evt.arg needs an argument: evt.arg.NAME or evt.arg[N]'],
    ['evt.nth[thread.cpu] > 3', 'evt.nth cannot number the values of thread.cpu'],
  ])('%s: %s', (filter, message) => {
    expect(() => compile(filter)).toThrow(message);
  });
});

describeWithShared('evt.nth of a capture', () => {
  const FILE = sharedPath('captures', 'sf-setns.scap');
  const numbered = (filter: string): Promise<string[]> => lines('-r', FILE, '-p', '%evt.num', filter);

  /** Numbers of events and which one of the different values each has, from 1 on. */
  async function nths(format: string, filter: string): Promise<[num: string, nth: number][]> {
    const seen = new Map<string, number>();
    return (await lines('-r', FILE, '-p', `*%evt.num\t${format}`, filter)).map((line) => {
      const [num = '', ...rest] = line.split('\t');
      const key = rest.join('\t');
      if (!seen.has(key)) seen.set(key, seen.size + 1);
      return [num, seen.get(key) as number];
    });
  }

  test.each([
    ['proc.name', '%proc.name', 'evt.num > 0', '> 3'],
    ['fd.name,evt.type', '%fd.name\t%evt.type', 'fd.name exists', '<= 20'],
    ['"evt.type,proc.aname[1]"', '%evt.type\t%proc.aname[1]', 'evt.num > 0', '= 7'],
    ['fd.sport,fd.cport', '%fd.sport\t%fd.cport', 'fd.sip exists', '= 2'],
  ])('[%s] numbers what appears among the events before it', async (fields, format, before, bound) => {
    const holds = (nth: number): boolean => {
      const [operator, value] = bound.split(' ') as [string, string];
      return operator === '>' ? nth > Number(value) : operator === '=' ? nth === Number(value) : nth <= Number(value);
    };
    const expected = (await nths(format, before)).filter(([, nth]) => holds(nth)).map(([num]) => num);
    expect(expected.length).toBeGreaterThan(0);
    expect(await numbered(`${before} and evt.nth[${fields}] ${bound}`)).toEqual(expected);
  });

  test('counts what a field lacks in the other one', async () => {
    const all = await lines('-r', FILE, '-p', '*%evt.num\t%fs.path.name\t%fd.name', 'evt.dir=<');
    const seen = new Set<string>();
    const expected = all.flatMap((line) => {
      const [num = '', path = '', fd = ''] = line.split('\t');
      const key = path === '<NA>' ? fd : path;
      if (seen.size < 10) seen.add(key);
      return seen.has(key) ? [] : [num];
    });
    expect(await numbered('evt.dir=< and evt.nth[fs.path.name|fd.name] > 10')).toEqual(expected);
  });
});
