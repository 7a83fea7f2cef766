import { Readable } from 'node:stream';
import type { Batch } from '../../src/bytes/batch.js';
import { SyssharkError } from '../../src/errors.js';
import { BUILT_IN_FIELDS } from '../../src/fields/built-in.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter } from '../../src/filter/filter.js';
import { compileFormat, emittedText } from '../../src/output/format.js';
import { compileJson } from '../../src/output/json.js';
import { writeObject } from '../../src/output/ndjson/event.js';
import { encodeHeader } from '../../src/scap/metadata.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { Evt } from '../../src/state/evt.js';
import { StateUpdater } from '../../src/state/state-updater.js';
import { SystemState } from '../../src/state/system-state.js';

const EVERY_FIELD = BUILT_IN_FIELDS.fields
  .filter((field) => field.arg !== 'required' && field.isFilterOnly !== true)
  .map((field) => `%${field.name}`)
  .join(' ');
const ARGUMENTS = '%evt.rawarg.fd %evt.arg.name %evt.arg[1] %proc.aname[2] %proc.env[PATH] %thread.cgroup.cpu';
const RENDER = [
  compileFormat(`*${EVERY_FIELD} ${ARGUMENTS}`, DEFAULT_FIELD_CONTEXT),
  compileJson('*%evt.num %evt.args %evt.info', { ...DEFAULT_FIELD_CONTEXT, render: { maxLength: 0, buffers: 'json' } }),
  compileFormat('*%evt.args', { ...DEFAULT_FIELD_CONTEXT, render: { maxLength: 0, buffers: 'hexascii' } }),
  compileFormat('*%evt.args', { ...DEFAULT_FIELD_CONTEXT, render: { maxLength: 80, buffers: 'base64' } }),
];
const NDJSON = emittedText(writeObject);
const UTF8 = new TextDecoder('utf-8', { fatal: true });
const FILTER = compileFilter(
  'fd.name contains a and evt.rawres < 5 and fd.net = 10.0.0.0/8 or proc.args glob *x* or fd.sip = 1.2.3.4 or evt.buffer bcontains 00ff',
  DEFAULT_FIELD_CONTEXT,
);

function evaluate(evt: Evt, updater: StateUpdater): void {
  if (!updater.begin(evt)) return;
  updater.update(evt);
  FILTER.test(evt);
  for (const render of RENDER) render(evt);
  JSON.parse(UTF8.decode(Buffer.from(NDJSON(evt) as string, 'latin1')));
}

function takeEvents(batch: Batch, evt: Evt, updater: StateUpdater): void {
  for (let at = batch.start; at < batch.end; ) {
    at = evt.view.read(batch, at);
    evaluate(evt, updater);
  }
}

/** Reads bytes as a capture and evaluates everything on it. Rejects with any unexpected error. */
export async function fuzz(data: Buffer): Promise<void> {
  const state = new SystemState();
  const updater = new StateUpdater(state);
  const evt = new Evt(state);
  const source = openCaptureFile('-', { input: Readable.from([data], { objectMode: false }) });
  try {
    for await (const item of source.items()) {
      if (item.kind === 'header') {
        updater.reset(item.header);
        encodeHeader(item.header);
      } else takeEvents(item.batch, evt, updater);
    }
  } catch (error) {
    if (!(error instanceof SyssharkError) || error.message.includes('\n')) throw error;
  }
}
