import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { SyssharkError } from '../errors.js';
import type { FieldContext } from '../fields/field-context.js';
import { End } from '../run/end.js';
import type { MakeExtractions } from '../run/hosted-sources.js';
import { type ScanPart, scanPart } from './scan-part.js';

/** What a thread that searches is told: a part to search, when it has none, or to end with the one that it has. */
export type ScanOrder = { readonly kind: 'scan'; readonly part: ScanPart } | { readonly kind: 'stop' };

/** What it says: numbers of events, and at the end of each part why it ended before its end (null for nothing). */
export type ScanAnswer =
  | { readonly kind: 'found'; readonly nums: Float64Array }
  | { readonly kind: 'done'; readonly problem: string | null };

/** Searches parts of captures for another thread, until that closes the port. */
export async function serveScans(
  port: MessagePort,
  context: FieldContext,
  extractions: MakeExtractions,
): Promise<void> {
  let end = new End(0);
  const say = (answer: ScanAnswer, moved: readonly ArrayBuffer[] = []): void => port.postMessage(answer, moved);
  const found = (nums: Float64Array): void => say({ kind: 'found', nums }, [nums.buffer as ArrayBuffer]);
  const scan = async (part: ScanPart): Promise<string | null> => {
    try {
      await scanPart(part, { context, extractions, end, found });
      return null;
    } catch (error) {
      if (!(error instanceof SyssharkError)) throw error;
      return error.message;
    }
  };
  port.on('message', (order: ScanOrder) => {
    if (order.kind === 'stop') {
      end.request();
      return;
    }
    end = new End(0);
    void scan(order.part).then((problem) => say({ kind: 'done', problem }));
  });
  await once(port, 'close');
}
