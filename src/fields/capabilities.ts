import { CAPABILITY_NAMES } from '../schema/capabilities.js';

const MEMORY_LIMIT = 256;
const known = new Map<bigint, string>();

/** Names of the capabilities in a set, separated by spaces. */
export function capabilityNames(set: bigint): string {
  let names = known.get(set);
  if (names === undefined) {
    names = CAPABILITY_NAMES.filter((_, bit) => ((set >> BigInt(bit)) & 1n) === 1n).join(' ');
    if (known.size >= MEMORY_LIMIT) known.clear();
    known.set(set, names);
  }
  return names;
}
