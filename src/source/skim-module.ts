/** The only file that knows where the skimmer (native/skim) is. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PLACE = '../../dist/skim.wasm';

/** The compiled skimmer. Throws what the system says where it was not built. */
export function loadSkimModule(): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(fileURLToPath(new URL(PLACE, import.meta.url))));
}
