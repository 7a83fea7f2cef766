import { renderChiselInfo, renderChiselList, renderChiselListJson } from '../../analysis/chisel-list.js';
import type { RawOptions } from '../command-line/table.js';
import { EXIT } from '../exit-codes.js';
import { chiselNamed } from '../options/chisel-requests.js';
import { printText } from '../print/print-text.js';

/** Lists the chisels (-cl), as text or JSON. */
export async function runChiselList({ json }: RawOptions): Promise<number> {
  await printText(json ? renderChiselListJson() : renderChiselList());
  return EXIT.DONE;
}

/** Describes a chisel (-i). Throws SyssharkError USAGE for an unknown name. */
export async function runChiselInfo({ chiselInfo = '' }: RawOptions): Promise<number> {
  await printText(renderChiselInfo(chiselNamed(chiselInfo)));
  return EXIT.DONE;
}
