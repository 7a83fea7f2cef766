import type { Fetch } from '../bodies/fetch.js';

/** A fetch as a C expression. */
export function renderFetch(fetch: Fetch): string {
  switch (fetch.kind) {
    case 'result':
      return 'ret';
    case 'arg':
      return fetch.as === 'int' ? `(s32)arg(${fetch.n})` : `arg(${fetch.n})`;
    case 'path':
      return `put__user_string(w, arg(${fetch.n}))`;
    case 'flags':
      return `${fetch.translator}__to_scap(arg(${fetch.n}))`;
    case 'zero':
      return '0';
    case 'call':
      return 'call';
    case 'c':
      return fetch.parts.map((part) => (typeof part === 'string' ? part : renderFetch(part))).join('');
  }
}

/** Whether a fetch uses anything of the call other than its result. */
export function usesCall(fetch: Fetch): boolean {
  if (fetch.kind === 'c') return fetch.parts.some((part) => typeof part !== 'string' && usesCall(part));
  return fetch.kind !== 'result' && fetch.kind !== 'zero';
}
