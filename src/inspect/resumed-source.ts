import { encodeSection } from '../scap/section.js';
import { type CaptureFileOptions, resumeCaptureFile } from '../source/capture-file.js';
import type { EventSource, SourceItem } from '../source/source.js';
import { WrappedSource } from '../source/wrapped-source.js';
import { restoreSnapshot, snapshotHeader } from '../state/snapshot-restore.js';
import type { StateSnapshot } from '../state/state-snapshot.js';
import type { SystemState } from '../state/system-state.js';

/** Where reading begins in the middle of a capture. It can be sent to another thread. */
export interface ResumedAt {
  /** Offset in the content of the next event. */
  readonly offset: number;
  /** What is known there. */
  readonly state: StateSnapshot;
}

/** Delivers the events behind a place, and makes the state of who takes them what it is there. */
class ResumedSource extends WrappedSource {
  private readonly snapshot: StateSnapshot;
  private readonly state: () => SystemState;

  constructor(source: EventSource, snapshot: StateSnapshot, state: () => SystemState) {
    super(source);
    this.snapshot = snapshot;
    this.state = state;
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    let isRestored = false;
    for await (const item of this.source.items()) {
      if (isRestored || item.kind !== 'header') {
        yield item;
        continue;
      }
      yield { kind: 'header', header: snapshotHeader(this.snapshot) };
      // the header has been taken by now
      restoreSnapshot(this.state(), this.snapshot);
      isRestored = true;
    }
  }
}

/** Opens content that is not compressed in its middle. `state`: that of who takes the events. Throws SyssharkError IO. */
export function resumeAt(
  path: string,
  { offset, state: snapshot }: ResumedAt,
  options: CaptureFileOptions,
  state: () => SystemState,
): EventSource {
  const source = resumeCaptureFile(path, { blocks: encodeSection(), offset }, options);
  return new ResumedSource(source, snapshot, state);
}
