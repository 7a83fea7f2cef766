import type { Batch } from '../bytes/batch.js';
import { EventView } from '../decode/event-view.js';
import type { SourceFields } from '../fields/source-fields.js';
import { EC } from '../schema/event.js';
import { EVT } from '../schema/events.js';

/** Id of a plugin that stands for the kernel. */
const KERNEL = 0;

/** Whether there are events of plugins, and none of system calls. It looks at events only until the first other one. */
export class EventOrigins {
  private readonly sources: readonly SourceFields[];
  private readonly view = new EventView();
  private readonly ids = new Set<number>();
  /** Whether an event of another kind was seen. */
  hasOthers = false;

  /** `sources` name the plugins of events. */
  constructor(sources: readonly SourceFields[]) {
    this.sources = sources;
  }

  /** Looks at a batch, before any of its events is skipped. */
  look(batch: Batch): void {
    for (let at = batch.start; at < batch.end && !this.hasOthers; ) {
      at = this.view.read(batch, at);
      this.note();
    }
  }

  private note(): void {
    const { view, ids } = this;
    const id = view.type === EVT.PLUGINEVENT_E ? view.uint32(0) : KERNEL;
    if (id !== KERNEL) ids.add(id);
    // what goes with events, such as names of users, is of no source
    else if (((view.def?.category ?? EC.METAEVENT) & EC.METAEVENT) === 0) this.hasOthers = true;
  }

  /** The event sources, if all events are of plugins; null if not, or if there are no events. */
  get plugins(): string | null {
    if (this.hasOthers || this.ids.size === 0) return null;
    const names = [...this.ids].map((id) => this.sources.find(({ plugin }) => plugin?.id === id)?.plugin?.eventSource);
    return [...new Set(names.map((name) => name ?? 'unknown plugins'))].join(', ');
  }
}
