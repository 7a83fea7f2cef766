import { type Bond, chooseNeighbour, choosePartner } from '../state/choose.js';
import type { Command } from './command.js';

type Direction = 'previous' | 'next';

const way = (keys: readonly string[], title: string, bond: Bond, direction: Direction): Command => ({
  keys,
  title,
  part: 'Go',
  needsCalls: true,
  run: () => chooseNeighbour(bond, direction),
});

/** Keys that go to the events a call belongs with. */
export const NEIGHBOURS: readonly Command[] = [
  way(['n', 'Control+.'], 'Next of the thread', 'thread', 'next'),
  way(['N', 'Control+,'], 'Previous of the thread', 'thread', 'previous'),
  way(['d'], 'Next of the descriptor', 'descriptor', 'next'),
  way(['D'], 'Previous of the descriptor', 'descriptor', 'previous'),
  way(['p'], 'Next of the process', 'process', 'next'),
  way(['P'], 'Previous of the process', 'process', 'previous'),
  way(['e'], 'Next failed call', 'error', 'next'),
  way(['E'], 'Previous failed call', 'error', 'previous'),
  { keys: ['Enter'], title: 'The other event of the call', part: 'Go', needsCalls: true, run: choosePartner },
];
