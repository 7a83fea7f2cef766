import type { EventCode } from '../events.js';
import type { FlagTable } from '../flag-table.js';

/**
 * How one parameter is fetched: a C expression over `arg(n)`, `call` (the system call), `ret` (its result, exit only)
 * and `w` (the event writer, where the event has parameters of variable length). See docs/ADD-AN-EVENT.md.
 */
export type Fetch = string;

/** The result of the call. */
export const RET: Fetch = 'ret';
/** Argument n as it is, cut to the width of the parameter. */
export const arg = (n: number): Fetch => `arg(${n})`;
/** Argument n as a C int, sign-extended: descriptors, pids. */
export const int = (n: number): Fetch => `(s32)${arg(n)}`;
/** Argument n points at a string of the caller, at most 4096 bytes with its NUL; empty when unreadable. */
export const path = (n: number): Fetch => `put__user_string(w, ${arg(n)})`;
/** Argument n translated by a generated translator. */
export const flags = (table: FlagTable, n: number): Fetch => `${table.name}__to_scap(${arg(n)})`;
/** Argument n translated by a function of native/ebpf/flags_special.bpf.h for a table that several calls use differently. */
export const special = (translator: string, n: number): Fetch => `${translator}__to_scap(${arg(n)})`;
/** What the reference does not fetch. */
export const ZERO: Fetch = '0';
/** kB of the caller's address space. */
export const VM: readonly Fetch[] = ['task__vm_size()', 'task__vm_rss()', 'task__vm_swap()'];

/** Bodies by event: one fetch per parameter, in the order of the event table. */
export type PlainBodies = Partial<Readonly<Record<EventCode, readonly Fetch[]>>>;
