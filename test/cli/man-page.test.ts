import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { COMMANDS } from '../../src/cli/command-line/commands.js';
import { nameOf, OPTIONS } from '../../src/cli/command-line/table.js';
import { UNSUPPORTED } from '../../src/cli/command-line/unsupported.js';
import { ROOT } from '../helpers/sysshark.js';

const { man, files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { man: string; files: string[] };
const PAGE = join(ROOT, man);

const OVERSTRIKE = new RegExp(`.${String.fromCharCode(8)}`, 'g');

/** The page as text, without bold and underlines, so wide that lines are not broken. */
async function shown(): Promise<string> {
  const { stdout } = await execa('mandoc', ['-Tascii', '-Owidth=500', PAGE]);
  return stdout.replaceAll(OVERSTRIKE, '');
}

describe('the manual page', () => {
  test('is part of the package', () => {
    expect(files).toContain(man);
  });

  test('has no errors according to mandoc', async () => {
    const { all } = await execa('mandoc', ['-Tlint', '-Wstyle', PAGE], { all: true });
    expect(all).toBe('');
  });

  test('describes every option and command', async () => {
    const text = await shown();
    const sentences = text.replace(/\s+/g, ' ');
    for (const row of OPTIONS) {
      const letter = row.letter === undefined ? '' : `-${row.letter}, `;
      expect(text).toContain(`${letter}${row.names.map((name) => `--${name}`).join(', ')}`);
      expect(sentences).toContain(row.details ?? '');
    }
    for (const row of UNSUPPORTED) expect(text).toMatch(new RegExp(`^ +.*${nameOf(row)}\\b`, 'm'));
    for (const { name } of COMMANDS) expect(text).toMatch(new RegExp(`^ +${name}\\b`, 'm'));
  });
});
