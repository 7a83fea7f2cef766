import {
  renderChiselInfo,
  renderChiselInfoJson,
  renderChiselList,
  renderChiselListJson,
} from '../../analysis/chisel-list.js';
import { isModuleName } from '../../modules/module-name.js';
import type { RawOptions } from '../command-line/table.js';
import { EXIT } from '../exit-codes.js';
import { chiselNamed } from '../options/chisel-requests.js';
import { printText } from '../print/print-text.js';
import type { ProcessIo } from '../process-io.js';
import { ModuleRights } from '../run/module-rights.js';

/** Lists the chisels (-cl), as text or JSON. */
export async function runChiselList({ json }: RawOptions): Promise<number> {
  await printText(json ? renderChiselListJson() : renderChiselList());
  return EXIT.DONE;
}

/** Describes a chisel (-i), as text or JSON. Throws SyssharkError, for an unknown name USAGE. */
export async function runChiselInfo(
  { chiselInfo = '', json, relinquishPrivileges }: RawOptions,
  processIo: ProcessIo,
): Promise<number> {
  if (!isModuleName(chiselInfo)) {
    const chisel = chiselNamed(chiselInfo);
    await printText(json ? renderChiselInfoJson(chisel) : renderChiselInfo(chisel));
    return EXIT.DONE;
  }
  const { describeChiselFile } = await import('../run/chisel-files.js');
  const { userChisel } = await import('../../modules/user-chisel.js');
  const declared = await describeChiselFile(chiselInfo, new ModuleRights(relinquishPrivileges, processIo));
  await printText(json ? `${JSON.stringify(declared)}\n` : renderChiselInfo(userChisel(declared)));
  return EXIT.DONE;
}
