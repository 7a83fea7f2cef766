import type { EventCode } from '../events.js';
import type { FlagTable } from '../flag-table.js';

/** Source of one parameter of an event in the probe; emit/c-fetch.ts writes it as C. See docs/ADD-AN-EVENT.md. */
export type Fetch =
  /** The result of the call; exit events only. */
  | { readonly kind: 'result' }
  /** Argument n of the call: a word, cut to the width of the parameter, or a C int, sign-extended. */
  | { readonly kind: 'arg'; readonly n: number; readonly as: 'word' | 'int' }
  /** The string that a pointer in argument n points to: at most 4096 bytes of the caller's memory with its NUL; empty if unreadable. */
  | { readonly kind: 'path'; readonly n: number }
  /** Argument n converted to the constants of a capture, by the C function `${translator}__to_scap`. */
  | { readonly kind: 'flags'; readonly translator: string; readonly n: number }
  /** 0, for a parameter that the reference does not fetch. */
  | { readonly kind: 'zero' }
  /** The call itself, for C functions that take more than one of its arguments. */
  | { readonly kind: 'call' }
  /** A C expression over other fetches, `ret` (the result) and `w` (the event writer, if the event has parameters of variable length). */
  | { readonly kind: 'c'; readonly parts: readonly (string | Fetch)[] };

export const RET: Fetch = { kind: 'result' };
export const CALL: Fetch = { kind: 'call' };
export const ZERO: Fetch = { kind: 'zero' };
/** Argument n, unchanged. */
export const arg = (n: number): Fetch => ({ kind: 'arg', n, as: 'word' });
/** Argument n as a C int: descriptors, pids. */
export const int = (n: number): Fetch => ({ kind: 'arg', n, as: 'int' });
export const path = (n: number): Fetch => ({ kind: 'path', n });
/** Argument n, converted by a generated translator. */
export const flags = (table: FlagTable, n: number): Fetch => special(table.name, n);
/** Argument n, converted by a function of native/ebpf/flags_special.bpf.h, for a table that several calls use differently. */
export const special = (translator: string, n: number): Fetch => ({ kind: 'flags', translator, n });

/** A C expression with embedded fetches. */
export function c(text: TemplateStringsArray, ...fetches: readonly Fetch[]): Fetch {
  return { kind: 'c', parts: text.flatMap((piece, i) => [piece, ...fetches.slice(i, i + 1)]) };
}

/** Sizes of the caller's address space in kB. */
export const VM: readonly Fetch[] = [
  c`task__vm_size(task__current())`,
  c`task__vm_rss(task__current())`,
  c`task__vm_swap(task__current())`,
];

/** Bodies by event: one fetch per parameter, in the order of the event table. */
export type PlainBodies = Partial<Readonly<Record<EventCode, readonly Fetch[]>>>;
