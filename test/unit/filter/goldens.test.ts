import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { TextError } from '../../../src/errors.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter, formatTextError } from '../../../src/filter/filter.js';
import { parseFilter } from '../../../src/filter/parse.js';
import { MUST_RUN } from '../../helpers/prerequisites.js';
import { printAst } from './print-ast.js';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../../fixtures/filters');

interface Golden {
  readonly filter: string;
  readonly expected: string;
}

/** Blocks of lines separated by empty lines: the filter, then the expected text. */
function readGoldens(file: string): Golden[] {
  const blocks = readFileSync(join(FOLDER, file), 'utf8').trimEnd().split('\n\n');
  return blocks.map((block) => {
    const end = `${block}\n`.indexOf('\n');
    return { filter: block.slice(0, end), expected: block.slice(end + 1) };
  });
}

function check(file: string, produce: (filter: string) => string): void {
  if (process.env['UPDATE_GOLDEN'] === '1') {
    if (MUST_RUN) throw new Error('UPDATE_GOLDEN rewrites the files that CI compares with: unset it, or CI');
    const text = readGoldens(file).map(({ filter }) => `${filter}\n${produce(filter)}`);
    writeFileSync(join(FOLDER, file), `${text.join('\n\n')}\n`);
  }
  test.each(readGoldens(file))('$filter', ({ filter, expected }) => {
    expect(produce(filter)).toBe(expected);
  });
}

function messageOf(filter: string): string {
  try {
    compileFilter(filter, DEFAULT_FIELD_CONTEXT);
  } catch (error) {
    if (error instanceof TextError) return formatTextError(error);
    throw error;
  }
  return 'is valid';
}

describe('valid filters parse to the golden trees', () => {
  check('legal.txt', (filter) => {
    compileFilter(filter, DEFAULT_FIELD_CONTEXT);
    return printAst(parseFilter(filter));
  });
});

describe('wrong filters give an error with position and reason', () => {
  check('wrong.txt', messageOf);
});
