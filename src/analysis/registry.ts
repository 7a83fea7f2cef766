import type { Chisel } from './chisel.js';
import { TOP_FILES } from './chisels/top-files.js';
import { tableChisel } from './table-chisel.js';

/** All chisels; within their categories they are listed by name. */
export const CHISELS: readonly Chisel[] = [...TOP_FILES.map(tableChisel)];

/** Chisel by its exact name. */
export function findChisel(name: string): Chisel | undefined {
  return CHISELS.find((chisel) => chisel.name === name);
}
