import type { FieldRegistry } from '../fields/registry.js';
import type { FieldUse } from '../filter/operand.js';
import { GUARD_AGAINST_ALL, guardAgainst, type LineGuard } from '../render/line-guard.js';
import { type FormatPiece, parseFormat } from './format-parse.js';

const DIGITS = '0123456789';

/** A guard for data between lines that start with a number or a time, as those of events do by default. */
export const GUARD_AGAINST_NUMBERS = guardAgainst(DIGITS);

/**
 * What keeps data apart from lines of a format. Where these begin with other things than text of the format, the number of the event or its
 * time, any line of data could be one of them. Throws TextError('FORMAT').
 */
export function guardBeside(format: string, registry: FieldRegistry): LineGuard {
  const { before, use } = parseFormat(format, registry).pieces[0] as FormatPiece;
  if (format.includes('\n') || (before === '' && use === null)) return GUARD_AGAINST_ALL;
  return before === '' ? guardBesideField(use as FieldUse) : guardAgainst(before.charAt(0));
}

function guardBesideField({ def, transformers }: FieldUse): LineGuard {
  const isNumber = transformers.length === 0 && (def.name === 'evt.num' || def.isTimeText === true);
  return isNumber ? GUARD_AGAINST_NUMBERS : GUARD_AGAINST_ALL;
}
