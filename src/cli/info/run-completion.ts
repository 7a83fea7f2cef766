import { CHISELS } from '../../analysis/registry.js';
import { SyssharkError } from '../../errors.js';
import { registryOf } from '../../run/source-fields.js';
import { SOURCES } from '../../run/sources.js';
import type { Shell } from '../command-line/commands.js';
import { renderBash } from '../completion/bash.js';
import { renderFish } from '../completion/fish.js';
import { type Words, wordsWith } from '../completion/words.js';
import { renderZsh } from '../completion/zsh.js';
import { EXIT } from '../exit-codes.js';
import { printText } from '../print/print-text.js';

const RENDERERS: Readonly<Record<Shell, (words: Words) => string>> = {
  bash: renderBash,
  zsh: renderZsh,
  fish: renderFish,
};

/** Prints the completion script for a shell. Throws SyssharkError USAGE for an unknown shell. */
export async function runCompletion(words: readonly string[]): Promise<number> {
  const shells = Object.keys(RENDERERS);
  const [shell = ''] = words;
  if (words.length !== 1 || !shells.includes(shell))
    throw new SyssharkError('USAGE', `completion takes one of ${shells.join(' ')}, not "${words.join(' ')}"`);
  const registry = registryOf(SOURCES);
  const named = {
    chisel: CHISELS.map(({ name }) => name),
    plugin: registry.sources.flatMap(({ name, plugin }) => (plugin === undefined ? [] : [`${name}:`])),
    pluginName: registry.sources.map(({ name }) => name),
    source: registry.eventSources,
  };
  await printText(RENDERERS[shell as Shell](wordsWith(registry.listed, named)));
  return EXIT.DONE;
}
