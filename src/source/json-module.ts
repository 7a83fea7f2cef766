/** The only file that knows where the reader of JSON (native/json) is. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PLACE = '../../dist/json.wasm';

let compiled: WebAssembly.Module | undefined;

/** The compiled reader of JSON. Throws what the system says where it was not built. */
export function loadJsonModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(fileURLToPath(new URL(PLACE, import.meta.url))));
  return compiled;
}
