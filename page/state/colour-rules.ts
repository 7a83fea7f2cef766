import { computed, effect, signal } from '@preact/signals';
import type { ColourRule, FilterButton, FilterSetAnswer } from '../../src/web/protocol.js';
import { currentClient, isAborted, post } from '../api/client.js';
import type { OwnRule } from '../rules/lines.js';
import { kept } from './kept.js';
import { reportError } from './rows.js';
import { capture } from './store.js';

/** A rule as rows show it: by a class of the style sheet, or by colours of its own. */
export interface ShownRule extends ColourRule {
  readonly className: string;
  /** For full colours: #rrggbb. */
  readonly background: string;
  readonly text: string;
}

/** Rules of the user's own; null for those of the start. */
export const ownRules = kept<readonly OwnRule[] | null>('colour-rules', null);
/** Buttons of the user's own, after those of the start. */
export const ownButtons = kept<readonly FilterButton[]>('buttons', []);
/** Filters of conversations that are coloured until the page is left, and the number of the colour of each. */
export const conversationColours = signal<readonly { readonly filter: string; readonly colour: number }[]>([]);

/** Classes of the style sheet by words in the names of the rules of the start, and their full colours, as in Stratoshark. */
const CLASSES: readonly (readonly [RegExp, string, background: string, text: string])[] = [
  [/fail|error/i, 'fail', '#dd6e5e', '#000000'],
  [/notif|falco/i, 'note', '#000000', '#ffffff'],
  [/exec/i, 'exec', '#97e046', '#000000'],
  [/process|clone/i, 'clone', '#396d3a', '#ffffff'],
  [/socket/i, 'sock', '#4f66c7', '#ffffff'],
  [/net.*write/i, 'netw', '#60d1c9', '#000000'],
  [/net.*read/i, 'netr', '#74fcf3', '#000000'],
  [/open/i, 'open', '#7b5f35', '#ffffff'],
  [/file.*write/i, 'fw', '#eabb92', '#000000'],
  [/file.*read/i, 'fr', '#efd29d', '#000000'],
  [/close/i, 'close', '#6b6b6b', '#ffffff'],
  [/chang/i, 'fw', '#942192', '#ffffff'],
];

/** Colours of conversations. */
export const CONVERSATION_COLOURS: readonly string[] = [
  '#f4c7c3',
  '#fde2b5',
  '#fff2a8',
  '#d5ecb5',
  '#b8e6cf',
  '#b5e3ee',
  '#bcd0f7',
  '#d6c5f2',
  '#f3c4e4',
  '#d9d9d9',
];
const DARK = '#000000';

function ofStart({ name, filter }: ColourRule): ShownRule {
  const [, className = '', background = '', text = ''] = CLASSES.find(([words]) => words.test(name)) ?? [];
  return { name, filter, className, background, text };
}

const ofUser = ({ name, filter, background, text }: OwnRule): ShownRule => ({
  name,
  filter,
  className: 'own',
  background,
  text,
});

/** The rules of the start. */
export const startRules = computed<readonly ShownRule[]>(() => (capture.value?.colours ?? []).map(ofStart));

const wanted = computed<readonly ShownRule[]>(() => {
  const own = ownRules.value?.filter(({ isOff }) => !isOff).map(ofUser) ?? startRules.value;
  const talks = conversationColours.value.map(({ filter, colour }): ShownRule => {
    const background = CONVERSATION_COLOURS[colour] as string;
    return { name: `Conversation ${colour + 1}`, filter, className: 'own', background, text: DARK };
  });
  return talks.length === 0 ? own : [...talks, ...own];
});

/** The rules that the rows are coloured by, and the number by which the server knows them. */
export const colours = signal<{ readonly id: number; readonly rules: readonly ShownRule[] }>({ id: 0, rules: [] });

/** Keeps the colours as the user wants them. */
export function startColours(): void {
  let asking: AbortController | null = null;
  effect(() => {
    const rules = wanted.value;
    asking?.abort();
    if (rules === startRules.value || currentClient().isReport) colours.value = { id: 0, rules: startRules.value };
    else {
      asking = new AbortController();
      void ask(rules, asking.signal);
    }
  });
}

async function ask(rules: readonly ShownRule[], aborted: AbortSignal): Promise<void> {
  try {
    const { id } = await post<FilterSetAnswer>('/api/filters', { filters: rules.map(({ filter }) => filter) }, aborted);
    colours.value = { id, rules };
  } catch (error) {
    if (!isAborted(error)) reportError(error);
  }
}
