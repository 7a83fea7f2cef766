import { once } from 'node:events';
import { setPriority } from 'node:os';
import { SyssharkError } from '../../errors.js';
import { Inspection } from '../../inspect/inspection.js';
import type { View } from '../../inspect/view.js';
import { openRawContent, type RawContent } from '../../source/raw-content.js';
import { readAssets } from '../../web/assets.js';
import { captureRoutes } from '../../web/capture-routes.js';
import { eventRoutes } from '../../web/event-routes.js';
import { Exports } from '../../web/exports.js';
import { makeToken } from '../../web/guard.js';
import { pictureRoutes } from '../../web/picture-routes.js';
import type { Route } from '../../web/route.js';
import { PageServer } from '../../web/server.js';
import { statsRoutes } from '../../web/stats-routes.js';
import { streamRoutes } from '../../web/stream-routes.js';
import { ViewRoutes } from '../../web/view-routes.js';
import { EXIT } from '../exit-codes.js';
import type { UiRequest } from '../options/ui-options.js';
import { compileFor, contextOf, filterOf } from '../print/printing.js';
import { TextOutput } from '../print/text-output.js';
import type { EndReason, ProcessIo } from '../process-io.js';
import { exporterOf } from './export-events.js';
import { openBrowser } from './open-browser.js';
import { type PrivilegeDrop, planPrivilegeDrop } from './privileges.js';
import { Recorder } from './recorder.js';

/** Beside a recorder: what is recorded matters more than what is asked about it. */
const NICE = 5;

/** How root is given up: nothing that the page asks may need it. Throws SyssharkError PRIVILEGE. */
function planDrop({ user }: UiRequest, processIo: ProcessIo): PrivilegeDrop | null {
  const drop = planPrivilegeDrop({ user }, processIo);
  if (drop === null && processIo.isRoot && user !== 'root')
    throw new SyssharkError('PRIVILEGE', 'ui serves no page as root: name a user with -Z USER (-Z root stays root)');
  return drop;
}

/** Shows a capture in the browser until it is interrupted; resolves to the exit status. Throws SyssharkError if there is nothing to show. */
export async function runUi(request: UiRequest, processIo: ProcessIo): Promise<number> {
  const drop = planDrop(request, processIo);
  compileFor(request.options, filterOf(request.options));
  const { recording, capture, limit } = request;
  if (recording === null) {
    drop?.applyWhole();
    await show(openRawContent(capture ?? '-', limit), null, request, processIo);
    return EXIT.DONE;
  }
  const recorder = new Recorder(recording, limit, drop?.account ?? null);
  try {
    if (await recorder.begins()) {
      drop?.applyWhole();
      setPriority(NICE);
      await show(recorder.content, recorder, request, processIo);
    }
  } finally {
    recorder.stop();
    await recorder.ended;
    recorder.content.close();
  }
  return recorder.status ?? EXIT.ERROR;
}

/** All that the page asks. */
function routesOf(
  inspection: Inspection,
  { options }: UiRequest,
  processIo: ProcessIo,
): { readonly routes: readonly Route[]; readonly exports: Exports } {
  const context = contextOf(options);
  const views = new ViewRoutes(inspection, context);
  const viewOf = (id: number): View => views.of(id);
  const exports = new Exports(inspection, { context, viewOf, make: exporterOf(inspection, processIo) });
  const routes = [
    exports.route,
    ...captureRoutes(inspection, context),
    ...views.routes,
    ...eventRoutes(inspection, context, viewOf),
    ...statsRoutes(inspection, context, viewOf),
    ...streamRoutes(inspection),
    ...pictureRoutes(inspection, viewOf),
  ];
  return { routes, exports };
}

/** Resolves when the page is to end: an interrupt ends a recording first. */
function endOf(recorder: Recorder | null, processIo: ProcessIo): { readonly signal: AbortSignal; forget(): void } {
  const ended = new AbortController();
  const forget = processIo.onEnd((why: EndReason) => {
    if (why === 'interrupted' && recorder?.isRecording === true) recorder.stop();
    else ended.abort();
  });
  void recorder?.ended.then(() => {
    if (!ended.signal.aborted)
      processIo.warn('sysshark: the capture has ended; the page stays until it is interrupted');
  });
  return { signal: ended.signal, forget };
}

/** Serves the page. */
async function show(
  content: RawContent,
  recorder: Recorder | null,
  request: UiRequest,
  processIo: ProcessIo,
): Promise<void> {
  const { options, port, opensBrowser } = request;
  const inspection = new Inspection(content, { context: contextOf(options) });
  const token = makeToken();
  const onBug = (error: unknown): void => processIo.warn(`sysshark: this is a bug: ${String((error as Error).stack)}`);
  let redirect: ReturnType<typeof openBrowser> | undefined;
  const onVisit = (): void => redirect?.remove();
  const { routes, exports } = routesOf(inspection, request, processIo);
  const server = new PageServer({ assets: readAssets(), routes, exports, token, onBug, onVisit });
  const end = endOf(recorder, processIo);
  try {
    const address = `http://127.0.0.1:${await server.listen(port)}/`;
    const text = new TextOutput(processIo.stdout, processIo.isStdoutTerminal);
    // the filter of a recording is that of the capture, not of the list
    const query = options.filter === '' || recorder !== null ? '' : `?f=${encodeURIComponent(options.filter)}`;
    text.line(`${address}${query}#${token}`);
    await text.flush();
    if (opensBrowser) redirect = openBrowser(`${address}${query}#${token}`, processIo);
    const failed = inspection.whole().then(() => {
      if (inspection.index.failure !== null) throw inspection.index.failure;
      return once(end.signal, 'abort');
    });
    await Promise.race([end.signal.aborted ? null : once(end.signal, 'abort'), failed]);
  } finally {
    end.forget();
    redirect?.remove();
    await server.close();
    await inspection.close();
  }
}
