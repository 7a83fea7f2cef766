import { once } from 'node:events';
import { getPriority, setPriority } from 'node:os';
import { Inspection } from '../../inspect/inspection.js';
import type { View } from '../../inspect/view.js';
import { extractionsFor } from '../../run/hosted-sources.js';
import { openRawContent, type RawContent } from '../../source/raw-content.js';
import { readAssets } from '../../web/assets.js';
import { captureRoutes } from '../../web/capture-routes.js';
import { EventRoutes } from '../../web/event-routes.js';
import { Exports } from '../../web/exports.js';
import { makeToken } from '../../web/guard.js';
import { pictureRoutes } from '../../web/picture-routes.js';
import { type Profile, profileNamed, profileOf } from '../../web/profile.js';
import type { Route } from '../../web/route.js';
import { PageServer } from '../../web/server.js';
import { statsRoutes } from '../../web/stats-routes.js';
import { streamRoutes } from '../../web/stream-routes.js';
import { ViewRoutes } from '../../web/view-routes.js';
import { EXIT } from '../exit-codes.js';
import type { UiRecording, UiRequest } from '../options/ui-options.js';
import { compileFor, contextOf, filterOf } from '../print/printing.js';
import { TextOutput } from '../print/text-output.js';
import type { EndReason, ProcessIo } from '../process-io.js';
import { exporterOf } from './export-events.js';
import type { ModuleRights } from './module-rights.js';
import { openBrowser } from './open-browser.js';
import { endPluginsLater } from './plugin-ender.js';
import { type PrivilegeDrop, planServerDrop } from './privileges.js';
import { Recorder } from './recorder.js';
import { scanThreads } from './scan-thread.js';

/** Beside a recorder: what is recorded matters more than what is asked about it. */
const NICE = 5;

/** Shows a capture in the browser until it is interrupted; resolves to the exit status. Throws SyssharkError if there is nothing to show. */
export async function runUi(request: UiRequest, rights: ModuleRights, processIo: ProcessIo): Promise<number> {
  // nothing that the page asks may need root
  const drop = rights.isGivenUp ? null : planServerDrop(request, 'ui serves no page', processIo);
  compileFor(request.options, filterOf(request.options));
  const { recording, capture, limit } = request;
  if (recording === null) {
    drop?.applyWhole();
    const isWhole = await show(openRawContent(capture ?? '-', limit), null, request, processIo);
    return isWhole ? EXIT.DONE : EXIT.INCOMPLETE;
  }
  return showRecorded(recording, drop, request, processIo);
}

/** Shows what is recorded meanwhile; resolves to the exit status. */
async function showRecorded(
  recording: UiRecording,
  drop: PrivilegeDrop | null,
  request: UiRequest,
  processIo: ProcessIo,
): Promise<number> {
  const isOfLogs = recording.plugin !== null;
  // to read logs, root is not needed
  if (isOfLogs) drop?.applyWhole();
  const recorder = new Recorder(recording, request.limit, isOfLogs ? null : (drop?.account ?? null));
  try {
    if (await recorder.begins()) {
      if (!isOfLogs) drop?.applyWhole();
      // less nice than it was started nobody but root can make it
      if (getPriority() < NICE) setPriority(NICE);
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
  { options, files }: UiRequest,
  { profile, processIo }: { readonly profile: Profile; readonly processIo: ProcessIo },
): { readonly routes: readonly Route[]; readonly exports: Exports } {
  const context = contextOf(options);
  const views = new ViewRoutes(inspection, context, profile);
  const viewOf = (id: number): View => views.of(id);
  const exports = new Exports(inspection, { context, viewOf, make: exporterOf(inspection, files, processIo) });
  const events = new EventRoutes(inspection, context, viewOf);
  void events.warmUp();
  const routes = [
    exports.route,
    ...captureRoutes(inspection, context, profile),
    ...views.routes,
    ...events.routes,
    ...statsRoutes(inspection, context, viewOf),
    ...streamRoutes(inspection),
    ...pictureRoutes(inspection, viewOf),
  ];
  return { routes, exports };
}

/** What the list begins with. */
async function profileFor({ recording, options }: UiRequest, inspection: Inspection): Promise<Profile> {
  const { plugin, sources } = options;
  if (recording === null) return profileOf(inspection, contextOf(options).registry);
  if (plugin === null) return profileNamed(null);
  const kind = sources.find(({ input }) => input === plugin.name);
  return profileNamed(kind?.brings?.plugin?.eventSource ?? null);
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

/** Serves the page. Resolves to whether all of the capture could be read, whatever is damaged in it. */
async function show(
  content: RawContent,
  recorder: Recorder | null,
  request: UiRequest,
  processIo: ProcessIo,
): Promise<boolean> {
  const { options, files, port, opensBrowser } = request;
  const threads = scanThreads(options, files);
  const extractions = () => extractionsFor(options.sources);
  const inspection = new Inspection(content, { context: contextOf(options), threads, extractions });
  const token = makeToken();
  const onBug = (error: unknown): void => processIo.warn(`sysshark: this is a bug: ${String((error as Error).stack)}`);
  let redirect: ReturnType<typeof openBrowser> | undefined;
  const onVisit = (): void => redirect?.remove();
  const profile = await profileFor(request, inspection);
  const { routes, exports } = routesOf(inspection, request, { profile, processIo });
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
      const { failure, readError } = inspection.index;
      if (failure !== null) throw failure;
      if (readError !== null) processIo.warn(`sysshark: ${readError.message}`);
      return once(end.signal, 'abort');
    });
    await Promise.race([end.signal.aborted ? null : once(end.signal, 'abort'), failed]);
    return inspection.index.readError === null;
  } finally {
    end.forget();
    redirect?.remove();
    const forgetPlugins = endPluginsLater(options.sources);
    await server.close();
    await inspection.close();
    forgetPlugins();
  }
}
