/** A field keeps its values without the parts of a capture that its FieldDemands exclude. */
import { afterAll, expect, test } from '@jest/globals';
import type { Batch } from '../../src/bytes/batch.js';
import { BUILT_IN_FIELDS } from '../../src/fields/built-in.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { EF } from '../../src/schema/event.js';
import { hasEventFlags } from '../../src/schema/events.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { Evt } from '../../src/state/evt.js';
import { StateUpdater } from '../../src/state/state-updater.js';
import { SystemState } from '../../src/state/system-state.js';
import { writeRandomCapture } from '../helpers/differential.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const FIELDS = BUILT_IN_FIELDS.fields.filter(({ arg, isStateful }) => arg !== 'required' && isStateful !== true);

/** An event with its state; updates by events with some flags are left out. */
class Run {
  readonly evt: Evt;
  private readonly updater: StateUpdater;
  private readonly leftOut: number;
  readonly values = FIELDS.map(({ name, bind }) => ({ name, extract: bind(null, DEFAULT_FIELD_CONTEXT) }));

  constructor(leftOut: number) {
    const state = new SystemState();
    this.evt = new Evt(state);
    this.updater = new StateUpdater(state);
    this.leftOut = leftOut;
  }

  reset(...header: Parameters<StateUpdater['reset']>): void {
    this.updater.reset(...header);
  }

  /** Takes the event at an offset; returns the offset of the next one. */
  take(batch: Batch, at: number): number {
    const next = this.evt.view.read(batch, at);
    if (this.updater.begin(this.evt) && !hasEventFlags(this.evt.view.type, this.leftOut)) this.updater.update(this.evt);
    return next;
  }
}

/** Names of fields that have another value somewhere if events with these flags update nothing. */
async function fieldsThatDiffer(path: string, leftOut: number): Promise<ReadonlySet<string>> {
  const all = new Run(0);
  const some = new Run(leftOut);
  const differing = new Set<string>();
  for await (const item of openCaptureFile(path).items()) {
    if (item.kind === 'header') {
      for (const run of [all, some]) run.reset(item.header);
      continue;
    }
    const { batch } = item;
    for (let at = batch.start; at < batch.end; ) {
      all.take(batch, at);
      at = some.take(batch, at);
      all.values.forEach(({ name, extract }, i) => {
        if (differing.has(name)) return;
        const other = some.values[i]?.extract(some.evt);
        if (String(extract(all.evt)) !== String(other)) differing.add(name);
      });
    }
  }
  return differing;
}

describeWithShared('a field that does not need memory and connection use (asksNoUse)', () => {
  test('has the same values without the events that report it', async () => {
    const path = scratch.path('random.scap');
    const differing = new Set<string>();
    for (let seed = SEED; seed < SEED + 4; seed++) {
      writeRandomCapture(path, seed);
      for (const name of await fieldsThatDiffer(path, EF.REPORTS_USE)) differing.add(name);
    }
    for (const name of await fieldsThatDiffer(sharedPath('captures', 'sf-tcp-client-server.scap'), EF.REPORTS_USE))
      differing.add(name);
    expect([...differing]).toEqual(expect.arrayContaining(['proc.vmsize', 'thread.pfminor']));
    expect([...differing].filter((name) => BUILT_IN_FIELDS.find(name)?.asksNoUse === true)).toEqual([]);
  });
});
