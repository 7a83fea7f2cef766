import { readdirSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { argText } from '../../src/fields/evt-arg.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFormat } from '../../src/output/format.js';
import { EC, isExitType } from '../../src/schema/event.js';
import type { Evt } from '../../src/state/evt.js';
import { appendedForm } from '../helpers/appended-form.js';
import { walkEvents } from '../helpers/event-walk.js';
import { lines as ours } from '../helpers/lines.js';
import { readCapture } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, hasShared, sharedPath } from '../helpers/shared.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const CAPTURES = hasShared ? readdirSync(sharedPath('captures')).filter((name) => name.endsWith('.scap')) : [];
const RICH = 'sf-setns.scap';

/**
 * Fields from state at an exit event. Left out: numbers, which also count enter events, the time since the enter event, and the
 * names of calls, of which newer recorders record more.
 */
const FORMAT = `*${[
  'evt.rawtime thread.tid proc.name proc.exe proc.exepath proc.cmdline proc.cwd proc.pname proc.sid proc.vpgid',
  'proc.fdopencount proc.fdlimit proc.vmsize thread.cap_effective user.uid user.name group.gid',
  'fd.num fd.type fd.typechar fd.name fd.cip fd.sip fd.cport fd.sport fd.l4proto fd.is_server fd.ino fd.connected',
  'evt.res evt.category evt.buflen fs.path.name fs.path.source fs.path.target evt.abspath',
]
  .join(' ')
  .split(' ')
  .map((name) => `%${name}`)
  .join('|')}`;
/**
 * At an old enter of connect, the reference names a local socket by the old content of its text buffer; without the enter there
 * is no name.
 */
const BUFFER_NAME = /\|unix\|u\|0\|/;

/** Parameters that no enter event has had; they are empty. */
const IN_NO_ENTER = /=(NULL|)$/;

const isCall = ({ view }: Evt): boolean => ((view.def?.category ?? 0) & EC.SYSCALL) !== 0;

/** The exit events of a capture, formatted. */
async function exits(path: string): Promise<string[]> {
  const emit = compileFormat(FORMAT, DEFAULT_FIELD_CONTEXT);
  const lines: string[] = [];
  await walkEvents(path, {
    each: (evt) => {
      if (isExitType(evt.view.type)) lines.push(emit(evt) ?? '');
    },
  });
  return lines;
}

async function inAppendedForm(name: string, keepsOpens = true): Promise<string> {
  const path = scratch.path(`later-${keepsOpens}-${name}`);
  writeFileSync(path, await appendedForm(sharedPath('captures', name), keepsOpens));
  return path;
}

/** `name=text` of an event's parameters from `first` on. */
function args(evt: Evt, first: number): string[] {
  const { def, paramCount } = evt.view;
  const names = def?.allParams.slice(first, paramCount).map(({ name }) => name) ?? [];
  return names.map((name, i) => `${name}=${argText(evt, first + i, DEFAULT_FIELD_CONTEXT.render)}`);
}

describeWithShared('a capture of recorders after 0.20.0', () => {
  test.each(CAPTURES)('%s: its exit events have the same fields as with their enter events', async (name) => {
    const lines = await exits(sharedPath('captures', name));
    expect(await exits(await inAppendedForm(name))).toEqual(lines);
    const nameless = lines.map((line) => line.replace(BUFFER_NAME, '|unix|u||'));
    expect(await exits(await inAppendedForm(name, false))).toEqual(nameless);
  });

  test.each(CAPTURES)('%s: its exit events have the arguments of the missing enter events', async (name) => {
    const enters = new Map<number, readonly string[]>();
    const entered: (readonly string[])[] = [];
    await walkEvents(sharedPath('captures', name), {
      each: (evt) => {
        if (isExitType(evt.view.type)) entered.push(enters.get(evt.view.tid) ?? []);
        else if (isCall(evt)) enters.set(evt.view.tid, args(evt, 0));
      },
    });
    let number = 0;
    await walkEvents(await inAppendedForm(name), {
      each: (evt) => {
        if (!isExitType(evt.view.type)) return;
        const before = entered[number++];
        const appended = args(evt, evt.view.def?.params.length ?? 0).filter((arg) => !IN_NO_ENTER.test(arg));
        if (appended.length > 0) expect(before).toEqual(expect.arrayContaining(appended));
      },
    });
    expect(number).toBe(entered.length);
  });

  test(`${RICH}: a copy has the same events, byte for byte, and a filtered copy prints what passes`, async () => {
    const path = await inAppendedForm(RICH);
    const copy = scratch.path('copy.scap');
    await ours('-r', path, '-w', copy);
    expect((await readCapture(copy)).events).toEqual((await readCapture(path)).events);
    // a filtered copy leaves out calls that only change the memory in use
    const format = FORMAT.replace('%proc.vmsize|', '');
    expect(format).not.toBe(FORMAT);
    const lines = await ours('-r', path, '-p', format, 'fd.type=file and evt.dir=<');
    expect(lines.length).toBeGreaterThan(100);
    const filtered = scratch.path('filtered.scap');
    await ours('-r', path, '-w', filtered, 'fd.type=file and evt.dir=<');
    expect(await ours('-r', filtered, '-p', format)).toEqual(lines);
  });

  test.each(['fcntl', 'setuid', 'fstat', 'close', 'setrlimit'])(
    `${RICH}: a filter for %s prints the lines that it has without a filter`,
    async (type) => {
      const path = await inAppendedForm(RICH);
      const format = '*%evt.num|%thread.tid|%evt.type|%proc.name|%fd.num|%fd.name|%evt.args';
      const all = (await ours('-r', path, '-p', format)).filter((line) => line.split('|')[2] === type);
      expect(all.length).toBeGreaterThan(0);
      expect(await ours('-r', path, '-p', format, `evt.type=${type}`)).toEqual(all);
    },
  );
});
