import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT, type FieldContext } from '../../src/fields/field-context.js';
import { compileFormat } from '../../src/output/format.js';
import { compileJson } from '../../src/output/json.js';
import type { Evt } from '../../src/state/evt.js';
import { DIFFERENT_FIELDS, differsAt, FIELDS_IN_CAPTURES, isOfListener } from '../helpers/differences.js';
import { walkEvents } from '../helpers/event-walk.js';
import { describeWithShared, hasShared, sharedPath } from '../helpers/shared.js';

/** The columns of each kind of expected file, as listed in their README. */
const COLUMNS = {
  'evt-fd':
    'evt.num evt.rawtime evt.cpu thread.tid proc.name evt.dir evt.type evt.category evt.latency evt.buflen evt.io_dir evt.res evt.rawres fd.num fd.type fd.typechar fd.name fd.directory fd.filename fd.cip fd.sip fd.cport fd.sport fd.lip fd.rport fd.l4proto fd.is_server fd.sockfamily fd.uid fd.ino fd.dev fd.connected fd.name_changed',
  proc: 'evt.num proc.pid proc.ppid proc.vpid proc.sid proc.vpgid proc.pgid proc.exe proc.exepath proc.args proc.cmdline proc.pname proc.aname[1] proc.aname[2] proc.cwd proc.sname proc.nthreads proc.nchilds proc.fdopencount proc.fdlimit proc.fdusage proc.vmsize thread.pfminor user.uid user.name user.loginuid group.gid group.name proc.duration proc.tty evt.hostname fs.path.name fs.path.nameraw evt.abspath',
} as const;

const CONTEXT: FieldContext = { ...DEFAULT_FIELD_CONTEXT, render: { maxLength: 80, buffers: 'normal' } };
const WHOLE: FieldContext = { ...DEFAULT_FIELD_CONTEXT, render: { maxLength: 0, buffers: 'json' } };
const DEFAULT_FORMAT = '*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';

function expectedText(capture: string, kind: string): string {
  return gunzipSync(readFileSync(sharedPath('expected', `${capture}.${kind}.gz`))).toString('latin1');
}

async function printed(capture: string, emit: (evt: Evt) => string | null): Promise<string[]> {
  const lines: string[] = [];
  await walkEvents(sharedPath('captures', `${capture}.scap`), {
    each: (evt) => {
      const line = emit(evt);
      if (line !== null) lines.push(line);
    },
  });
  return lines;
}

/** `capture field count` for each field that differs, though it should not. */
function differences(capture: string, kind: keyof typeof COLUMNS, lines: readonly string[]): string[] {
  const names = COLUMNS[kind].split(' ');
  const counts = new Map<string, number>();
  const expected = expectedText(capture, kind).split('\n').slice(0, -1);
  expect(lines).toHaveLength(expected.length);
  lines.forEach((line, row) => {
    const theirs = (expected[row] ?? '').split('|');
    const values = line.split('|');
    const [type = '', fdName = ''] = ['evt.type', 'fd.name'].map((name) => values[names.indexOf(name)]);
    const isKnown = (name: string, other: string | undefined) =>
      DIFFERENT_FIELDS.has(name) || differsAt(type, name) || isOfListener(name, other, fdName);
    values.forEach((value, column) => {
      const name = names[column] ?? 'too many columns';
      if (value !== theirs[column] && !isKnown(name, theirs[column])) counts.set(name, (counts.get(name) ?? 0) + 1);
    });
  });
  return [...counts].map(([name, count]) => `${capture} ${name} ${count}`);
}

function knownDifferences(capture: string, kind: keyof typeof COLUMNS): string[] {
  const names: readonly string[] = COLUMNS[kind].split(' ');
  return FIELDS_IN_CAPTURES.filter((row) => row.capture === capture && names.includes(row.field)).map(
    ({ field, events }) => `${capture} ${field} ${events}`,
  );
}

const captures = hasShared
  ? readdirSync(sharedPath('expected'))
      .filter((name) => name.endsWith('.proc.gz'))
      .map((name) => name.slice(0, -'.proc.gz'.length))
  : [];

describeWithShared('the fields of captures that others recorded', () => {
  test.each(captures)('%s: fields of events and descriptors are equal to those of the reference', async (capture) => {
    const format = `*${COLUMNS['evt-fd']
      .split(' ')
      .map((name) => `%${name}`)
      .join('|')}`;
    const lines = await printed(capture, compileFormat(format, CONTEXT));
    expect(differences(capture, 'evt-fd', lines)).toEqual(knownDifferences(capture, 'evt-fd'));
  });

  test.each(captures)(
    '%s: fields of processes, users and paths are equal to those of the reference',
    async (capture) => {
      const format = `*${COLUMNS.proc
        .split(' ')
        .map((name) => `%${name}`)
        .join('|')}`;
      const lines = await printed(capture, compileFormat(format, CONTEXT));
      expect(differences(capture, 'proc', lines)).toEqual(knownDifferences(capture, 'proc'));
    },
  );

  test.each(captures)('%s: JSON is equal to that of the reference, byte for byte', async (capture) => {
    const lines = await printed(capture, compileJson(DEFAULT_FORMAT, WHOLE));
    expect(lines.map((line) => `${line}\n`).join('')).toBe(expectedText(capture, 'jsonl'));
  });
});
