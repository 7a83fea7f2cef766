import type { Chisel, ChiselContext } from '../../src/analysis/chisel.js';
import { ByteText } from '../../src/bytes/byte-text.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter } from '../../src/filter/filter.js';
import type { CaptureHeader } from '../../src/scap/header.js';
import { EventRun } from './event-run.js';
import type { EventParts } from './scap.js';

/** What a command line that asks for nothing decides. */
export const PLAIN_CONTEXT: ChiselContext = {
  fields: { ...DEFAULT_FIELD_CONTEXT, isMasked: true },
  isLive: false,
  isJson: false,
  isAlone: true,
  isVerbose: false,
  paint: null,
  filter: null,
  showsContainers: false,
};

/** What a chisel is run with. */
interface ChiselParts {
  readonly header?: CaptureHeader;
  readonly events?: readonly EventParts[];
  readonly args?: readonly string[];
  readonly context?: Partial<ChiselContext>;
}

/** The lines (byte strings) that a chisel writes in a run over a capture, the heading not among them. */
export function chiselLines(chisel: Chisel, { header, events = [], args = [], context }: ChiselParts): string[] {
  const whole = { ...PLAIN_CONTEXT, ...context };
  const { filter, take, report } = chisel.start(args, whole);
  const passes = filter === null ? () => true : compileFilter(filter, whole.fields).test;
  const run = new EventRun(header);
  const out = new ByteText();
  for (const event of events) if (run.apply(event) && passes(run.evt)) take?.(run.evt, out);
  report?.write(out, { state: run.state, elapsed: 0, isLast: true });
  return out.toText().split('\n').slice(0, -1);
}
