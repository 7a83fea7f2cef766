import { renderEventList, renderEventListJson, renderFieldList, renderFieldListJson } from '../output/list.js';
import { EXIT } from './exit-codes.js';
import type { RawOptions } from './program.js';
import { TextOutput } from './text-output.js';

const STDOUT = 1;

function listText({ listEvents, json, verbose }: RawOptions): string {
  if (listEvents) return json ? renderEventListJson() : renderEventList();
  return json ? renderFieldListJson() : renderFieldList(verbose === true);
}

/** Lists fields (-l) or events (-L), as text or JSON. */
export async function runList(options: RawOptions): Promise<number> {
  const output = new TextOutput(STDOUT);
  output.line(Buffer.from(listText(options).trimEnd(), 'utf8').toString('latin1'));
  await output.flush();
  return EXIT.DONE;
}
