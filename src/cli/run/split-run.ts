import type { MemoryBudget } from '../../bytes/memory-budget.js';
import { compileFilter, type Filter } from '../../filter/filter.js';
import type { Pressure } from '../../output/byte-output.js';
import type { CaptureNames } from '../../output/capture-names.js';
import { CaptureSeries } from '../../output/capture-series.js';
import { captureNames } from '../../output/choose-names.js';
import type { SplitSink } from '../../output/event-sink.js';
import { FlightRecorder } from '../../output/flight-recorder.js';
import type { Pipeline } from '../../run/pipeline.js';
import { Requests } from '../../run/requests.js';
import { createShadow } from '../../run/shadow-pipeline.js';
import { loadPrefilterModule } from '../../source/prefilter-module.js';
import type { Evt } from '../../state/evt.js';
import { Prefilter } from '../../state/prefilter.js';
import type { RunOptions } from '../options/run-options.js';
import type { SplitOptions } from '../options/split-options.js';
import { contextOf } from '../print/printing.js';
import type { ProcessIo } from '../process-io.js';

/** Page size of WebAssembly memory, in bytes. */
const PAGE = 65536;
const NANOS_PER_MS = 1e6;
/** How often segments are looked at, in ms. */
const LOOK_MS = 500;

/** A run that writes several captures. */
export interface SplitRun {
  readonly sink: SplitSink;
  /** Which of the events that pass are written; null for all. */
  readonly recorded: Filter | null;
  /** Called for each written event; null if no event triggers a dump. */
  readonly watch: ((evt: Evt) => boolean) | null;
  /** Requests to dump; null if captures are not dumped on demand. */
  readonly requests: Requests | null;
  /** Files that will be overwritten or removed. */
  readonly endangered: readonly string[];
  /** Starts a dump of the latest events; returns whether the sink must advance. */
  dump(): boolean;
  /** Makes the pipeline that keeps the shadow state; its batches are in the slab of the prefilter. */
  shadow(prefilter: Prefilter): Pipeline;
}

type RecorderOptions = Extract<SplitOptions, { kind: 'recorder' }>;

/** What a run that writes several captures needs besides its options. */
interface SplitIo extends Pick<ProcessIo, 'warn' | 'onDump'> {
  /** Memory budget of the state. */
  readonly memory: MemoryBudget;
  readonly pressure: Pressure;
}

interface RecorderIo extends SplitIo {
  readonly names: CaptureNames;
}

/**
 * Prepares the output of `-C -G -e -W` and `--ring`. Throws TextError, and SyssharkError IO if the folder of the captures
 * cannot be read.
 */
export async function openSplit(
  options: RunOptions,
  split: SplitOptions,
  { warn, onDump, memory, pressure }: SplitIo,
): Promise<SplitRun> {
  if (split.kind === 'spool') return openSegments(options, split, { memory, pressure });
  const isTimed = split.kind === 'series' && split.isTimed;
  const names = await captureNames({ base: options.output ?? '', isTimed, keep: split.keep });
  return split.kind === 'recorder'
    ? openRecorder(options, split, { names, warn, onDump, memory, pressure })
    : openSeries(options, new CaptureSeries({ names, limits: split.limits, gzip: options.gzip, pressure, memory }), {
        names,
        memory,
      });
}

function openSeries(
  options: RunOptions,
  sink: CaptureSeries,
  { names, memory }: { readonly names: CaptureNames; readonly memory: MemoryBudget },
): SplitRun {
  return {
    sink,
    recorded: null,
    watch: null,
    requests: null,
    endangered: names.endangered(),
    dump: () => false,
    shadow: (prefilter) => createShadow(options, { prefilter, memory }),
  };
}

/** Opens segments, which also end by the clock: a filter may accept no event for a long time. */
function openSegments(
  options: RunOptions,
  { limits, segments, recorded }: Extract<SplitOptions, { kind: 'spool' }>,
  { memory, pressure }: Pick<SplitIo, 'memory' | 'pressure'>,
): SplitRun {
  const sink = new CaptureSeries({
    ...{ names: segments, limits, gzip: true, pressure, memory },
    watcher: segments,
  });
  const looks = (look: () => void): void => void setInterval(look, LOOK_MS).unref();
  return {
    ...openSeries(options, sink, { names: segments, memory }),
    recorded: recorded === null ? null : compileFilter(recorded, contextOf(options)),
    requests: new Requests({ kind: 'request' }, looks),
    dump: () => sink.ageMs * NANOS_PER_MS >= limits.time,
  };
}

function openRecorder(
  options: RunOptions,
  { ringBytes, dumpOn, after }: RecorderOptions,
  { names, warn, onDump, memory, pressure }: RecorderIo,
): SplitRun {
  const filter = dumpOn.trim() === '' ? null : compileFilter(dumpOn, contextOf(options));
  // the ring is in the memory of the prefilter, so that events can be prefiltered when they leave it
  const ring = new Prefilter(loadPrefilterModule(), Math.ceil(ringBytes / PAGE) * PAGE);
  const shadow = createShadow(options, { prefilter: ring, memory });
  const sink = new FlightRecorder({
    names,
    gzip: options.gzip,
    pressure,
    memory: ring.slab,
    budget: memory,
    after,
    shadow,
    report: warn,
  });
  const watch = (): boolean => sink.requestDump();
  return {
    sink,
    recorded: null,
    watch: filter === null ? null : (evt) => filter.test(evt) && watch(),
    requests: new Requests({ kind: 'request' }, onDump),
    endangered: names.endangered(),
    dump: () => sink.requestDump(options.source.isLive ? Date.now() : 0),
    shadow: (prefilter) =>
      createShadow(options, { prefilter, memory }, filter === null ? undefined : { filter, watch }),
  };
}
