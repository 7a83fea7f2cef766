import { readFileSync } from 'node:fs';
import { Batch } from '../../src/bytes/batch.js';
import { EventView } from '../../src/decode/event-view.js';
import { EF, isExitType } from '../../src/schema/event.js';
import { EVENTS, EVT, REFERENCE_EVENT_COUNT } from '../../src/schema/events.js';
import { looksOnly, THREAD_RULES } from '../../src/state/binding.js';
import { capture, eventBlock, readCapture } from './scap.js';
import { sharedPath } from './shared.js';

/** Enter events that newer recorders still write, because a path or address may change during the call. */
const STILL_RECORDED: readonly number[] = [EVT.OPEN_E, EVT.CREAT_E, EVT.OPENAT_2_E, EVT.OPENAT2_E, EVT.CONNECT_E];

/** An event of the original capture. */
interface Recorded {
  readonly block: Buffer;
  readonly type: number;
  /** Whether it is written to the new capture, and as which event. */
  written: Buffer | null;
  /** Values by parameter name. */
  readonly values: ReadonlyMap<string, Buffer>;
}

/** Enter events that are old events for the libraries of 2026 but not for 0.20.0. */
function droppedTypes(keepsOpens: boolean): ReadonlySet<number> {
  const head = JSON.parse(readFileSync(sharedPath('reference', 'scap', 'events-head.json'), 'utf8')) as {
    events: readonly { type: number; flagsValue: number }[];
  };
  const dropped = head.events
    .filter(({ type, flagsValue }) => type < REFERENCE_EVENT_COUNT && (flagsValue & EF.OLD_VERSION) !== 0)
    .filter(({ type }) => !isExitType(type) && ((EVENTS[type]?.flags ?? 0) & EF.OLD_VERSION) === 0)
    .map(({ type }) => type);
  return new Set([...dropped, ...(keepsOpens ? [] : STILL_RECORDED)]);
}

function valuesOf(view: EventView): ReadonlyMap<string, Buffer> {
  const names = view.def?.allParams.slice(0, view.paramCount) ?? [];
  return new Map(
    names.map(({ name }, i) => {
      const start = view.paramStart(i);
      return [name, Buffer.from(view.bytes.subarray(start, start + view.paramLength(i)))];
    }),
  );
}

/**
 * The exit event with the parameters of its enter event appended; appended parameters that no enter event has are empty. Null
 * for an exit of an older recorder that lacks other parameters.
 */
function joined(view: EventView, enter: Recorded): Buffer | null {
  const { params = [], allParams = [] } = view.def ?? {};
  const own = valuesOf(view);
  if (params.some(({ name }) => !own.has(name) && !enter.values.has(name))) return null;
  return eventBlock({
    type: view.type,
    ts: (BigInt(view.tsHi) << 32n) | BigInt(view.tsLo),
    tid: BigInt(view.tid),
    cpu: view.cpu,
    params: allParams.map(({ name }) => own.get(name) ?? enter.values.get(name) ?? Buffer.alloc(0)),
    ...(view.stateOnly ? { flags: 1 } : {}),
  });
}

/**
 * A capture as a recorder of 2026 would have written it: the parameters of enter events are appended to their exit events, and
 * the enter events are left out, except those of opens and connects if `keepsOpens`. Exits without an enter event are
 * unchanged.
 */
export async function appendedForm(path: string, keepsOpens: boolean): Promise<Buffer> {
  const { headers, events } = await readCapture(path);
  const dropped = droppedTypes(keepsOpens);
  const view = new EventView();
  const pending = new Map<number, Recorded>();
  const recorded: Recorded[] = [];
  for (const block of events) {
    view.read(new Batch(block), 0);
    const { tid, type } = view;
    const event: Recorded = { block, type, written: block, values: valuesOf(view) };
    recorded.push(event);
    if (looksOnly(THREAD_RULES[type] as number)) continue;
    if (!isExitType(type)) {
      pending.set(tid, event);
      if (dropped.has(type)) event.written = null;
      continue;
    }
    const enter = pending.get(tid);
    if (enter?.type !== type - 1) continue;
    event.written = joined(view, enter) ?? block;
    if (event.written === block) enter.written = enter.block;
  }
  return capture(
    recorded.flatMap(({ written }) => written ?? []),
    headers[0],
  );
}
