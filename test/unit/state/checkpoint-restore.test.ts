import { describe, expect, test } from '@jest/globals';
import { Batch } from '../../../src/bytes/batch.js';
import { encodeAnnex } from '../../../src/scap/annex.js';
import { emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { encodeStartMark } from '../../../src/scap/start-mark.js';
import { ANNEX_TAG } from '../../../src/schema/annex-layout.js';
import { Evt } from '../../../src/state/evt.js';
import { StateUpdater } from '../../../src/state/state-updater.js';
import { SystemState } from '../../../src/state/system-state.js';

const TID = 7;

/** State after a header with one process and a mark with this text in its annex. */
function restored(text: string): SystemState {
  const state = new SystemState();
  const updater = new StateUpdater(state);
  updater.reset({ ...emptyHeader(), threads: [{ ...emptyThread(TID, TID), pid: TID, comm: 'cat' }] });
  const evt = new Evt(state);
  const annex = encodeAnnex([{ tag: ANNEX_TAG.CHECKPOINT, bytes: Buffer.from(text, 'latin1') }]);
  evt.view.read(new Batch(encodeStartMark(1, 2, annex)), 0);
  expect(updater.begin(evt)).toBe(true);
  updater.update(evt);
  return state;
}

const ofThread = (more: object): string =>
  JSON.stringify({ threads: [{ tid: TID, kind: 'known', is: {}, lists: {}, fds: {}, ...more }] });

describe('the annex of a checkpoint', () => {
  test('sets members, lists and descriptors of a thread', () => {
    const fd = { is: { type: 'FILE', name: '/etc/x', dev: 5 }, source: '', destination: '7f000001' };
    const thread = restored(
      ofThread({ is: { vtid: 3, exeIno: { big: '9007199254740993' } }, lists: { args: 'a\0b\0' }, fds: { 4: fd } }),
    ).threads.get(TID);
    expect(thread).toMatchObject({ vtid: 3, exeIno: 9007199254740993n, comm: 'cat' });
    expect(thread?.args.items).toEqual(['a', 'b']);
    expect(thread?.fds.get(4)).toMatchObject({ type: 'FILE', name: '/etc/x', dev: 5 });
    expect([...(thread?.fds.get(4)?.destinationIp ?? [])]).toEqual([127, 0, 0, 1]);
  });

  test.each([
    '',
    'null',
    '[]',
    '{"threads":0}',
    '{"threads":[null]}',
    '{"threads":[{"tid":"7"}]}',
    '{"threads":[],"capture":{}}',
    '{',
  ])('that is not a piece of one (%s) is damage, and changes nothing', (text) => {
    const state = restored(text);
    expect(state.faults.error('x')?.message).toMatch(/'annex' of scapevent/);
    expect(state.threads.get(TID)?.comm).toBe('cat');
  });

  test.each([
    ['a member of another kind', { is: { vtid: 'text', comm: 5 } }],
    ['a member that is no plain one', { is: { fds: 5, group: 'x', setArgs: 'x' } }],
    ['a name of every object', { is: { constructor: 'x', __proto__: { vtid: 5 }, toString: 'x' } }],
    ['too many digits', { is: { exeIno: { big: '9'.repeat(1000) } } }],
    ['a word that is none', { fds: { 4: { is: { type: 'constructor', role: 'x' } } } }],
    ['what is kept otherwise', { is: { tid: 9, isDead: true, isFake: true } }],
  ])('ignores %s', (_, extra) => {
    const thread = restored(ofThread(extra)).threads.get(TID);
    expect(thread).toMatchObject({ tid: TID, vtid: -1, comm: 'cat', exeIno: 0n, isDead: false, isFake: false });
    expect(typeof thread?.setArgs).toBe('function');
    expect(thread?.fds.get(4)?.type ?? 'UNKNOWN').toBe('UNKNOWN');
  });
});
