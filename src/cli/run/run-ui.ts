import { once } from 'node:events';
import { SyssharkError } from '../../errors.js';
import { Inspection } from '../../inspect/inspection.js';
import type { View } from '../../inspect/view.js';
import { readAssets } from '../../web/assets.js';
import { captureRoutes } from '../../web/capture-routes.js';
import { eventRoutes } from '../../web/event-routes.js';
import { Exports } from '../../web/exports.js';
import { makeToken } from '../../web/guard.js';
import { pictureRoutes } from '../../web/picture-routes.js';
import { PageServer } from '../../web/server.js';
import { statsRoutes } from '../../web/stats-routes.js';
import { streamRoutes } from '../../web/stream-routes.js';
import { ViewRoutes } from '../../web/view-routes.js';
import { EXIT } from '../exit-codes.js';
import type { UiRequest } from '../options/ui-options.js';
import { compileFor, contextOf, filterOf } from '../print/printing.js';
import { TextOutput } from '../print/text-output.js';
import type { ProcessIo } from '../process-io.js';
import { exporterOf } from './export-events.js';
import { openBrowser } from './open-browser.js';
import { planPrivilegeDrop } from './privileges.js';

/** Gives up root: nothing that the page asks may need it. Throws SyssharkError PRIVILEGE. */
function giveUpRoot({ user }: UiRequest, processIo: ProcessIo): void {
  const drop = planPrivilegeDrop({ user }, processIo);
  if (drop === null && processIo.isRoot && user !== 'root')
    throw new SyssharkError('PRIVILEGE', 'ui serves no page as root: name a user with -Z USER (-Z root stays root)');
  drop?.applyWhole();
}

/** Shows a capture in the browser until it is interrupted; resolves to the exit status. Throws SyssharkError if there is nothing to show. */
export async function runUi(request: UiRequest, processIo: ProcessIo): Promise<number> {
  giveUpRoot(request, processIo);
  const { options, capture, port, limit, opensBrowser } = request;
  const context = contextOf(options);
  compileFor(options, filterOf(options));
  const inspection = new Inspection(capture, { context, limit });
  const token = makeToken();
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
  const onBug = (error: unknown): void => processIo.warn(`sysshark: this is a bug: ${String((error as Error).stack)}`);
  let redirect: ReturnType<typeof openBrowser> | undefined;
  const onVisit = (): void => redirect?.remove();
  const server = new PageServer({ assets: readAssets(), routes, exports, token, onBug, onVisit });
  const ended = new AbortController();
  const forget = processIo.onEnd(() => ended.abort());
  try {
    const address = `http://127.0.0.1:${await server.listen(port)}/`;
    const text = new TextOutput(processIo.stdout, processIo.isStdoutTerminal);
    const query = options.filter === '' ? '' : `?f=${encodeURIComponent(options.filter)}`;
    text.line(`${address}${query}#${token}`);
    await text.flush();
    if (opensBrowser) redirect = openBrowser(`${address}${query}#${token}`, processIo);
    void inspection.whole().then(() => inspection.index.failure !== null && ended.abort());
    if (!ended.signal.aborted) await once(ended.signal, 'abort');
    if (inspection.index.failure !== null) throw inspection.index.failure;
    return EXIT.DONE;
  } finally {
    forget();
    redirect?.remove();
    await server.close();
    await inspection.close();
  }
}
