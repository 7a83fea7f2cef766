import { readFileSync } from 'node:fs';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { Evt } from '../../src/state/evt.js';
import { SystemState } from '../../src/state/system-state.js';
import { sharedPath } from './shared.js';

/** What the newest libraries do with an event of a type and number of parameters. */
interface Rule {
  /** Steps in order: to another type (null: the same), taking parameters from the kept enter event or not. */
  readonly steps: readonly { readonly type: number | null; readonly takes: boolean }[];
  readonly isStored: boolean;
}

const STEP = /(?:=>(\d+)|\+)\[([^\]]*)\]/g;

function readRules(): ReadonlyMap<string, Rule> {
  const text = readFileSync(sharedPath('reference', 'scap', 'newer-readers.tsv'), 'utf8');
  const rows = text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
  return new Map(
    rows.map(([id, , params, does = '']) => {
      const steps = [...does.matchAll(STEP)].map(([, type, letters = '']) => ({
        type: type === undefined ? null : Number(type),
        takes: letters.includes('E'),
      }));
      return [`${id}/${params}`, { steps, isStored: does.includes('STORE') }];
    }),
  );
}

/**
 * The converter of the newest libraries as far as it decides whether they read a file to its end (the rules of the shared notes on newer
 * readers, from which it is written, not from their code).
 */
class NewerReader {
  /** What stops them, or makes them invent a value: one line each. */
  readonly complaints: string[] = [];
  private readonly rules = readRules();
  private readonly kept = new Map<number, number>();

  /** Takes an event, hidden or not. What they do with forms that only older recorders wrote is not in the notes. */
  take({ view, num }: Evt): void {
    const { type, tid, storedCount } = view;
    const rule = this.rules.get(`${type}/${storedCount}`);
    if (rule === undefined) return;
    let current = type;
    let hasTaken = false;
    for (const step of rule.steps) {
      if (step.takes) {
        hasTaken = true;
        this.check(num, tid, current);
      }
      current = step.type ?? current;
    }
    if (hasTaken) this.kept.delete(tid);
    if (rule.isStored) this.kept.set(tid, current);
  }

  private check(num: number, tid: number, type: number): void {
    const kept = this.kept.get(tid);
    if (kept === undefined)
      this.complaints.push(`${num}: exit ${type} of ${tid} without an enter: values are invented`);
    else if (kept !== type - 1) this.complaints.push(`${num}: enter ${kept} of ${tid} is not the one of ${type}`);
  }
}

/** What the newest libraries have against a file. */
export async function complaintsOf(path: string): Promise<readonly string[]> {
  const reader = new NewerReader();
  const evt = new Evt(new SystemState());
  for await (const item of openCaptureFile(path).items()) {
    if (item.kind === 'header') continue;
    for (let at = item.batch.start; at < item.batch.end; ) {
      at = evt.view.read(item.batch, at);
      evt.num++;
      reader.take(evt);
    }
  }
  return reader.complaints;
}
