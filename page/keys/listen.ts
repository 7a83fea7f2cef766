import { openMenu } from '../menu/menu.js';
import { whyNot } from '../state/needs.js';
import { dialog, notice } from '../state/store.js';
import type { Command } from './command.js';
import { COMMANDS } from './table.js';

const BY_KEYS = new Map(COMMANDS.flatMap((command) => command.keys.map((keys) => [keys, command] as const)));
const FIRSTS = new Set([...BY_KEYS.keys()].filter((keys) => / \S/.test(keys)).map((keys) => keys[0] as string));
/** How long the second key of two may take, in ms. */
const PATIENCE = 1500;

let first = '';
let firstTime = 0;

const DIGIT = /^Digit(\d)$/;
const FUNCTION_KEY = /^F\d+$/;

/** A key as the table names it; some keyboards have other signs with Ctrl and Alt, but digits where these are. */
function nameOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string {
  if (altKey) return `Control+Alt+${DIGIT.exec(code)?.[1] ?? key}`;
  if (!(ctrlKey || metaKey)) return shiftKey && FUNCTION_KEY.test(key) ? `Shift+${key}` : key;
  return `Control+${key.length === 1 ? key.toLowerCase() : key}`;
}

/** Keys that do the same while something is written. */
const ANYWHERE = /^(?:(?:Shift\+)?F\d|Control\+(?:f|k|Arrow\w+|Alt\+\d))$/;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** Keys that a focused button or link does something with. */
const OF_BUTTONS = new Set(['Enter', ' ']);

function isForElement({ target, key }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.closest('button, a') !== null && OF_BUTTONS.has(key);
}

/** What is open above the page has the keys, all but the last ones of the table. */
const isCovered = (): boolean => openMenu.value !== null || (dialog.value !== null && dialog.value !== 'follow');

/** Whether a key is somebody else's: of the browser, of what has the keys, or of what is open. */
function isTaken(event: KeyboardEvent, name: string): boolean {
  if ((event.altKey && !event.ctrlKey) || event.defaultPrevented) return true;
  if (!ANYWHERE.test(name) && (isTyping(event.target) || isForElement(event))) return true;
  return isCovered() && name !== 'Escape';
}

function runOrSayWhyNot(command: Command): void {
  const reason = whyNot(command);
  if (reason === null) command.run();
  else notice.value = reason;
}

function onKey(event: KeyboardEvent): void {
  const name = nameOf(event);
  if (isTaken(event, name)) return;
  const isSecond = first !== '' && event.timeStamp - firstTime < PATIENCE;
  const command = BY_KEYS.get(isSecond ? `${first} ${name}` : name);
  first = '';
  if (command !== undefined) {
    event.preventDefault();
    runOrSayWhyNot(command);
  } else if (FIRSTS.has(name)) {
    first = name;
    firstTime = event.timeStamp;
  }
}

/** Lets keys do what the table says. */
export function listenToKeys(): void {
  addEventListener('keydown', onKey);
}
