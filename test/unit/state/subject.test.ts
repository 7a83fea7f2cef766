import { describe, expect, test } from '@jest/globals';
import { fieldClass, subjectClass } from '../../../src/fields/field.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { EVT } from '../../../src/schema/events.js';
import { Evt } from '../../../src/state/evt.js';
import { FdInfo } from '../../../src/state/fd-info.js';
import { StateSubject } from '../../../src/state/subject.js';
import { SystemState } from '../../../src/state/system-state.js';
import { Thread } from '../../../src/state/thread.js';

describe('a subject without an event', () => {
  test('has a thread without a descriptor, or with one', () => {
    const subject = new StateSubject(new SystemState(), EVT.READ_E);
    const thread = new Thread(10);
    const info = new FdInfo('FILE');
    subject.setFd(thread, { number: 3, info });
    expect([subject.thread, subject.view.tid, subject.fd, subject.fdNum]).toEqual([thread, 10, info, 3]);
    subject.setThread(thread);
    expect([subject.thread, subject.fd, subject.fdNum]).toEqual([thread, null, -1]);
  });

  test('does not change the thread', () => {
    const thread = new Thread(10);
    thread.lastFd = 7;
    new StateSubject(new SystemState(), EVT.READ_E).setFd(thread, { number: 3, info: null });
    expect(thread.lastFd).toBe(7);
  });

  test('has the time of the current event', () => {
    const state = new SystemState();
    state.lastTsHi = 1;
    state.lastTsLo = 2;
    const { tsHi, tsLo } = new StateSubject(state, EVT.READ_E).view;
    expect([tsHi, tsLo]).toEqual([1, 2]);
  });

  test('has the row of its type', () => {
    const subject = new StateSubject(new SystemState(), EVT.READ_E);
    subject.setType(EVT.CLOSE_X);
    expect([subject.view.type, subject.view.def?.name]).toEqual([EVT.CLOSE_X, 'close']);
  });
});

describe('the number of the descriptor of an event', () => {
  test('is the one that its thread keeps', () => {
    const evt = new Evt(new SystemState());
    expect(evt.fdNum).toBe(-1);
    evt.thread = new Thread(10);
    evt.thread.lastFd = 5;
    expect(evt.fdNum).toBe(5);
  });
});

describe('fields', () => {
  const texts = { name: 'made.up', type: 'int64', display: 'Made Up', description: 'Made up.' } as const;
  const state = new SystemState();
  const subjects = [new Evt(state), new StateSubject(state, EVT.READ_E)];
  const valuesOf = ([field]: ReturnType<typeof fieldClass>) =>
    subjects.map((subject) => field?.bind(null, DEFAULT_FIELD_CONTEXT)(subject));

  test('of events have no value without one', () => {
    const rows = [{ ...texts, bind: () => (evt: Evt) => evt.view.blockEnd }];
    expect(valuesOf(fieldClass('evt', rows))).toEqual([0, null]);
  });

  test('of threads and descriptors have one', () => {
    const rows = [
      {
        ...texts,
        bind:
          () =>
          ({ fdNum }: { readonly fdNum: number }) =>
            fdNum,
      },
    ];
    expect(valuesOf(subjectClass('fd', rows))).toEqual([-1, -1]);
  });
});
