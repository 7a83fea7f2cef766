/** Names of arguments in the man pages of system calls and of the functions that make them. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const PAGES = '/usr/share/man';
/** Functions whose names differ from those of the calls that they make. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  exit: '_exit',
  pselect6: 'pselect',
  rt_sigaction: 'sigaction',
  rt_sigpending: 'sigpending',
  rt_sigsuspend: 'sigsuspend',
  rt_sigtimedwait: 'sigtimedwait',
};

/** Whether the man pages are installed. */
export const hasManPages = (): boolean => existsSync(`${PAGES}/man2/openat.2.gz`);

function textOf(file: string): string {
  const text = gunzipSync(readFileSync(file)).toString('latin1');
  const other = /^\.so (man\d\/\S+)/m.exec(text)?.[1];
  return other === undefined ? text : textOf(`${PAGES}/${other}.gz`);
}

function pageOf(name: string): string {
  const file = [2, 3].map((section) => `${PAGES}/man${section}/${name}.${section}.gz`).find(existsSync);
  return file === undefined ? '' : textOf(file);
}

/** The synopsis of a page without its markup. */
function synopsisOf(page: string): string {
  const synopsis = /\.SH SYNOPSIS(.*?)\n\.SH /s.exec(page)?.[1] ?? '';
  return synopsis
    .replace(/^\.\\".*$|\\\n/gm, '')
    .replace(/^\.[A-Z]+ ?|\\f.|"/gm, '')
    .replace(/\/\*|\*\/|\.\.\./g, '')
    .replace(/\s+/g, ' ');
}

const nameIn = (declaration: string): string => /(\w+) *(?:\[[^\]]*\])?$/.exec(declaration.trim())?.[1] ?? '';

/** The names of the arguments of a call, in their order; empty if no page has them. */
export function manPageArgs(call: string): readonly string[] {
  const name = FUNCTIONS[call] ?? call;
  const prototypes = synopsisOf(pageOf(name)).matchAll(new RegExp(`\\b(?:SYS_)?${name} ?[(,](.*?)\\) ?;`, 'g'));
  const lists = [...prototypes].map(([, list = '']) => list.split(',').map(nameIn));
  return lists.sort((a, b) => b.length - a.length)[0] ?? [];
}
