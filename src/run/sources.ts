import type { SourceFields } from '../fields/source-fields.js';
import type { LiveParts, LiveRunOptions } from './live-run.js';
import type { PipelineParts } from './pipeline-parts.js';
import type { SessionParts } from './session.js';

/** What a run requests from its source. */
export interface SourceRequest extends LiveRunOptions {
  /** Captures to read, `-` for standard input; none for a live capture. */
  readonly inputs: readonly string[];
}

/** What a source is opened with, besides the request. */
export interface SourceParts
  extends Pick<PipelineParts, 'filter' | 'skipContext' | 'memory'>,
    Pick<LiveParts, 'command' | 'needs' | 'env' | 'readerOf' | 'warn' | 'parent'> {
  /** Ends the wait for the first events; null for never. */
  readonly ended: AbortSignal | null;
}

/** An open source, and what a session needs for it. */
export type OpenSource = Pick<SessionParts, 'source'> & Partial<Pick<SessionParts, 'live' | 'shadow' | 'naming'>>;

/** A kind of source. */
export interface SourceKind {
  /** Its name in code and tests. */
  readonly name: string;
  /** Whether its events happen while they are delivered: reports then come at intervals, and it ends only when stopped. */
  readonly isLive: boolean;
  /** Whether the probe records its events: it starts as root, and is informed of rejected threads. */
  readonly usesProbe: boolean;
  /** Fields, kinds of events and a default format of its own. */
  readonly brings?: SourceFields;
  /** Whether it can serve a request. */
  readonly opens: (request: SourceRequest) => boolean;
  /** Whether it reads into the prefilter's memory, where events are checked faster, even if there is no filter. */
  readonly fillsPrefilter: (request: SourceRequest) => boolean;
  /** Opens it; a live source contains events from now on. Throws SyssharkError that says what is missing. */
  readonly open: (request: SourceRequest, parts: SourceParts) => Promise<OpenSource>;
}

type FileRequest = Pick<SourceRequest, 'inputs'>;
type FileParts = Pick<SourceParts, 'skipContext' | 'memory' | 'ended'>;

/** Capture files, merged if there are several. */
export const FILES = {
  name: 'files',
  isLive: false,
  usesProbe: false,
  opens: ({ inputs }: FileRequest) => inputs.length > 0,
  fillsPrefilter: ({ inputs }: FileRequest) => inputs.length === 1,
  open: async ({ inputs }: FileRequest, { skipContext, memory, ended }: FileParts): Promise<OpenSource> => {
    const { openCaptures } = await import('./open-captures.js');
    return { source: await openCaptures(inputs, { content: skipContext?.prefilter ?? null, budget: memory, ended }) };
  },
} as const satisfies SourceKind;

/** The system calls of this machine. */
export const MACHINE = {
  name: 'machine',
  isLive: true,
  usesProbe: true,
  opens: ({ inputs }: FileRequest) => inputs.length === 0,
  fillsPrefilter: () => false,
  open: async (request: LiveRunOptions, { skipContext, ...parts }: Omit<SourceParts, 'ended'>): Promise<OpenSource> => {
    const { startLive } = await import('./live-run.js');
    return startLive(request, {
      ...parts,
      slab: skipContext?.prefilter.slab ?? null,
      rejected: skipContext?.rejected ?? null,
    });
  },
} as const satisfies SourceKind;

/** Every kind of source. The first that opens a request is used (docs/ADD-A-SOURCE.md). */
export const SOURCES: readonly SourceKind[] = [FILES, MACHINE];

/** The kind of source that a request is for; this machine if it is for no other. */
export function chooseSource(request: SourceRequest, sources: readonly SourceKind[]): SourceKind {
  return sources.find(({ opens }) => opens(request)) ?? MACHINE;
}
