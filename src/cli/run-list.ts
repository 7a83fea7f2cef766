import { renderEventList, renderEventListJson, renderFieldList, renderFieldListJson } from '../output/list.js';
import type { RawOptions } from './command-line/table.js';
import { EXIT } from './exit-codes.js';
import { tellText } from './told-text.js';

function listText({ listEvents, json, verbose }: RawOptions): string {
  if (listEvents) return json ? renderEventListJson() : renderEventList();
  return json ? renderFieldListJson() : renderFieldList(verbose === true);
}

/** Lists fields (-l) or events (-L), as text or JSON. */
export async function runList(options: RawOptions): Promise<number> {
  await tellText(listText(options));
  return EXIT.DONE;
}
