/** The pages of docs/guide, and samples on other pages, show what their commands print: scenarios run, commands are run for real. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { guidePages, masked, type Page, rewrite, type Scenario, samplePages, startScenario } from '../helpers/guide.js';
import { describeLive } from '../helpers/live.js';
import { MUST_RUN } from '../helpers/prerequisites.js';
import { ROOT } from '../helpers/sysshark.js';

/** UPDATE_GOLDEN=1 rewrites the pages that differ. */
const UPDATES = process.env['UPDATE_GOLDEN'] === '1';
if (UPDATES && MUST_RUN) throw new Error('UPDATE_GOLDEN rewrites the pages that CI compares with: unset it, or CI');

const pages = guidePages();
const samples = samplePages();

/** Runs the blocks of a page in order; if one prints something else, all are rewritten or the test fails. */
async function compareBlocks(page: Page, { run }: Scenario): Promise<void> {
  const actual: string[] = [];
  for (const { command } of page.blocks) actual.push((await run(command)).output);
  const shown = (outputs: readonly string[]): string =>
    outputs.map((output, i) => `$ ${page.blocks[i]?.command}\n${masked(output)}`).join('\n');
  const [real, documented] = [shown(actual), shown(page.blocks.map(({ output }) => output))];
  if (real !== documented && UPDATES)
    for (const [i, block] of page.blocks.entries()) rewrite(page, block, actual[i] as string);
  else expect(real).toBe(documented);
}

/** Commands that succeeded; pages about other tools share their scenario. */
const tried = new Set<string>();

/** Runs the commands that the tables of a page recommend: all succeed, and print something. */
async function tryRecommended({ recommended }: Page, { run }: Scenario): Promise<void> {
  for (const command of recommended.filter((one) => !tried.has(one))) {
    const { output, exitCode } = await run(command);
    expect({ command, exitCode, output }).toEqual({
      command,
      exitCode: 0,
      output: expect.stringMatching(/^(?!sysshark: )./),
    });
    tried.add(command);
  }
}

describeLive('the commands of the page', () => {
  test.each([...pages, ...samples].map((page) => [page.name, page] as const))(
    '%s print what it shows',
    async (_, page) => {
      const scenario = await startScenario(page.name);
      try {
        await compareBlocks(page, scenario);
        await tryRecommended(page, scenario);
      } finally {
        await scenario.end();
      }
    },
  );
});

describe('the guide', () => {
  const index = readFileSync(join(ROOT, 'docs/guide/README.md'), 'utf8');

  test.each(pages.map((page) => [page.name, page] as const))(
    'has %s in its index, and commands in it',
    (name, page) => {
      expect(index).toContain(`(${name}.md)`);
      expect(page.blocks.length + page.recommended.length).toBeGreaterThan(1);
      // only what writes a capture prints nothing
      expect(page.blocks.filter(({ output, command }) => output === '' && !command.includes(' -w '))).toEqual([]);
    },
  );
});

test.each(samples.map((page) => [page.name, page] as const))('the page of %s has samples', (_, page) => {
  expect(page.blocks.length).toBeGreaterThan(0);
});
