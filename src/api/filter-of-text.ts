import { fromByteString, toByteString } from '../bytes/text.js';
import { SyssharkError, TextError } from '../errors.js';
import { compileFilter, type Filter } from '../filter/filter.js';
import type { CaptureOptions, CompiledFilter } from './capture.js';
import { LIBRARY_CONTEXT } from './library-context.js';

class FilterOfText implements CompiledFilter {
  readonly text: string;
  readonly filter: Filter;

  constructor(text: string) {
    this.text = text;
    this.filter = compileFilter(toByteString(text), LIBRARY_CONTEXT);
  }
}

/** The error with the text as the program gave it; its position counts characters, not bytes. */
function readable(error: TextError, text: string): TextError {
  const pos = fromByteString(error.text.slice(0, error.pos)).length;
  return new TextError('FILTER', fromByteString(error.message), { text, pos });
}

/** compileFilter of index.ts. Throws TextError FILTER. */
export function compileText(text: string): CompiledFilter {
  try {
    return new FilterOfText(text);
  } catch (error) {
    throw error instanceof TextError ? readable(error, text) : error;
  }
}

/** The filter of a capture; null for none. Throws TextError FILTER, or SyssharkError USAGE for an object not from compileFilter. */
export function chooseFilter(filter: CaptureOptions['filter']): Filter | null {
  if (filter === undefined || filter === '') return null;
  const compiled = typeof filter === 'string' ? compileText(filter) : filter;
  if (compiled instanceof FilterOfText) return compiled.filter;
  throw new SyssharkError('USAGE', 'filter takes a string or a result of compileFilter');
}
