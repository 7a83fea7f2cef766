/** The only file that knows where the prefilter (native/prefilter) is. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PLACE = '../../dist/prefilter.wasm';

/** The compiled prefilter. Throws what the system says where it was not built. */
export function loadPrefilterModule(): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(fileURLToPath(new URL(PLACE, import.meta.url))));
}
