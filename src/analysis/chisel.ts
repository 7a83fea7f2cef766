import type { ByteText } from '../bytes/byte-text.js';
import type { FieldContext } from '../fields/field-context.js';
import type { Ast } from '../filter/ast.js';
import type { Observer } from '../filter/observing.js';
import type { Paint } from '../output/color.js';
import type { Evt } from '../state/evt.js';
import type { SystemState } from '../state/system-state.js';

/** What a chisel is about; they are listed by it. */
export type ChiselCategory =
  | 'CPU Usage'
  | 'Errors'
  | 'I/O'
  | 'Logs'
  | 'Misc'
  | 'Net'
  | 'Performance'
  | 'Security'
  | 'System State'
  | 'Containers'
  | 'Application';

/** A word that stands behind the name of a chisel. */
export interface ChiselArg {
  /** What stands for it in the description, in capitals. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly description: string;
  /** Whether it may be left out; such arguments are the last ones. */
  readonly isOptional?: true;
}

/** What the command line decides for all chisels of a run. */
export interface ChiselContext {
  readonly fields: FieldContext;
  /** Whether this machine is captured, not a capture read. */
  readonly isLive: boolean;
  /** -j: what is written is one JSON object a line. */
  readonly isJson: boolean;
  /** Whether no other chisel runs beside it. */
  readonly isAlone: boolean;
  /** -v: nothing is cut. */
  readonly isVerbose: boolean;
  /** The filter of the command line; null for none. For chisels that list what exists. */
  readonly filter: Ast | null;
  /** What colours text; null where there are to be no colours. */
  readonly paint: Paint | null;
  /** -pc, -pk: whether containers are to be told, too. */
  readonly showsContainers: boolean;
}

/** When a report is written: now, and what has come before. */
export interface Moment {
  /** As of the last event. */
  readonly state: SystemState;
  /** Event time in ns since the report before, or since the first event. */
  readonly elapsed: number;
  /** Whether no other report follows. */
  readonly isLast: boolean;
}

/**
 * When reports are written. Of captures that is once, at their end, also where they are cut or damaged. Live it is also every second
 * ('interval'), at the end only ('end'), or at the beginning only, as of what the machine looks like then ('once').
 */
export type Schedule = 'interval' | 'end' | 'once';

/** What a chisel writes apart from events. */
export interface ChiselReport {
  readonly schedule: Schedule;
  /** Whether it tells of containers: at the beginning of a live capture it waits for what their engines say. */
  readonly awaitsEngines?: true;
  /** Adds whole lines (byte strings), each with its end. What is to be told of an interval only is forgotten then. */
  write(out: ByteText, moment: Moment): void;
}

/** A part of the capture that is written once it has been gone through. */
export interface CopyRequest {
  readonly file: string;
  /** The filter for its events, once all have been read. */
  readonly filter: () => Ast;
}

/** A chisel at work in one run. */
export interface ChiselRun {
  /** The events that it needs; null for all. The filter of the command line applies as well. */
  readonly filter: Ast | null;
  /** Line before all others, without its end (byte string); null for none. */
  readonly heading: string | null;
  /** Called with each event that passed both filters; may add whole lines, each with its end. Null where it asks for no events. */
  readonly take: ((evt: Evt, out: ByteText) => void) | null;
  /** Sees more than that: all events of some types, whatever the filters say, before `take` has those that passed. */
  readonly observer?: Observer | null;
  /** Null where all is said as events come. */
  readonly report: ChiselReport | null;
  /** What is to be copied afterwards, for which the capture is read once more. */
  readonly copy?: CopyRequest;
}

/** A small analysis that the command line names: -c NAME. */
export interface Chisel {
  readonly name: string;
  readonly category: ChiselCategory;
  /** What it tells, in the few words that fit on its line of the list. */
  readonly summary: string;
  /** What else is to be known of it. */
  readonly description: string;
  readonly args: readonly ChiselArg[];
  /** Bytes of I/O buffers that it needs: a live capture keeps at least so many. */
  readonly snaplen?: number;
  /**
   * Begins a run. The arguments are byte strings, as many as the command line has. Throws SyssharkError USAGE or TextError for one
   * that is of no use.
   */
  start(args: readonly string[], context: ChiselContext): ChiselRun;
}
