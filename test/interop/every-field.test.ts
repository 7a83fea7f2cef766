import { expect, test } from '@jest/globals';
import { BUILT_IN_FIELDS } from '../../src/fields/built-in.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFormat } from '../../src/output/format.js';
import { ADDED_FIELDS, DIFFERENT_FIELDS, differsAt, isOfListener, NEEDS_ARGUMENT } from '../helpers/differences.js';
import { walkEvents } from '../helpers/event-walk.js';
import { runOracle } from '../helpers/oracle.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

/** Arguments for fields that require one. */
const WITH_ARGUMENT = [
  'proc.aname[0]',
  'proc.aname[2]',
  'proc.apid[1]',
  'proc.aexe[1]',
  'proc.aexepath[2]',
  'proc.acmdline[1]',
  'proc.aenv[PATH]',
  'proc.env[PATH]',
  'evt.arg[1]',
  'evt.arg.res',
  'evt.arg.name',
  'evt.arg.data',
  'evt.arg.flags',
  'evt.rawarg.fd',
  'evt.rawarg.size',
  'evt.rawarg.flags',
  'evt.rawarg.name',
  'evt.rawarg.mode',
  'evt.rawarg.dev',
  'thread.cgroup.cpu',
  'container.mount[0]',
  'fd.types[0]',
  'evt.abspath.src',
  'evt.abspath.dst',
  'tolower(proc.name)',
  'toupper(evt.arg.name)',
  'basename(proc.exepath)',
];

const CAPTURES = ['sf-tcp-client-server', 'libs-sample', 'sf-files', 'sf-alpine'];
const BETWEEN = '\x01';
const END = '\x02';
const GROUP = 24;

const plain = BUILT_IN_FIELDS.fields.filter(
  (field) => !field.isFilterOnly && !field.isDeprecated && field.arg !== 'required',
);
const names = [...plain.map((field) => field.name), ...WITH_ARGUMENT].filter(
  (name) =>
    ![DIFFERENT_FIELDS, NEEDS_ARGUMENT, ADDED_FIELDS].some((names) => names.has(name)) && name !== 'evt.abspath',
);
const groups = Array.from({ length: Math.ceil(names.length / GROUP) }, (_, i) => [
  'evt.type',
  'fd.name',
  ...names.slice(i * GROUP, (i + 1) * GROUP),
]);

function split(text: string): string[][] {
  return text
    .split(`${END}\n`)
    .slice(0, -1)
    .map((line) => line.split(BETWEEN));
}

async function ours(path: string, format: string): Promise<string[][]> {
  const emit = compileFormat(format, DEFAULT_FIELD_CONTEXT);
  let text = '';
  await walkEvents(path, {
    each: (evt) => {
      text += `${emit(evt)}\n`;
    },
  });
  return split(text);
}

describeWithShared('every field compared with the reference', () => {
  test.each(CAPTURES)('%s: all have the same text', async (capture) => {
    const path = sharedPath('captures', `${capture}.scap`);
    const differing = new Map<string, string>();
    for (const group of groups) {
      const format = `*${group.map((name) => `%${name}`).join(BETWEEN)}${END}`;
      const theirs = split(`${runOracle(path, ['-p', format]).lines.join('\n')}\n`);
      const mine = await ours(path, format);
      expect(mine).toHaveLength(theirs.length);
      mine.forEach((values, row) => {
        group.forEach((name, i) => {
          const [type = '', fdName = ''] = values;
          if (values[i] === theirs[row]?.[i] || differsAt(type, name)) return;
          if (!isOfListener(name, theirs[row]?.[i], fdName))
            differing.set(name, `${values[i]}, not ${theirs[row]?.[i]}`);
        });
      });
    }
    expect(Object.fromEntries(differing)).toEqual({});
  });
});
