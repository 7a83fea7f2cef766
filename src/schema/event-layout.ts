/**
 * The layout of an event block (SCAP-FORMAT.md#event-blocks): block header, u16 CPU, in some block types u32 flags, the event
 * (version 2: header, parameter lengths, values), padding, trailer. native/ebpf/generated/event_layout.h is generated from these
 * numbers, and native/event_block.h checks its structure against them.
 */
import { BLOCK_HEADER_SIZE, MIN_BLOCK_SIZE } from './block.js';

/** Offset of the CPU in an event block. */
export const CPU_AT = BLOCK_HEADER_SIZE;
const CPU_SIZE = 2;
/** Offset of the flags, in blocks that have them. */
export const FLAGS_AT = CPU_AT + CPU_SIZE;
export const FLAGS_SIZE = 4;
/** Offset of the event in a block without flags. */
export const EVENT_AT = CPU_AT + CPU_SIZE;
/** Flag bit: the event only updates state and is hidden. */
export const STATE_ONLY = 1;

/** Offsets in an event: time u64, tid i64, length u32 (including the header), type u16, number of parameters u32. */
export const EVENT = { TS: 0, TID: 8, LENGTH: 16, TYPE: 20, NPARAMS: 22 } as const;
/** Bytes before the parameter lengths. */
export const EVENT_HEADER_SIZE = 26;
/** Bytes of a parameter length: usually, and in events with large payloads (EF.LARGE_PAYLOAD). */
export const LENGTH_SIZE = 2;
export const LARGE_LENGTH_SIZE = 4;
/** More than the parameters of any event. */
export const MAX_PARAMS = 32;

/** Smallest valid event block: no flags, no parameters. */
export const MIN_EVENT_BLOCK = MIN_BLOCK_SIZE + CPU_SIZE + EVENT_HEADER_SIZE;
/** Largest block that the reference reads if its type is not a LARGE one. */
export const MAX_SMALL_BLOCK = 65536 + BLOCK_HEADER_SIZE;
/** Our own limit for all other blocks: a larger length is damage, so a wrong length never costs more memory than this. */
export const MAX_LARGE_BLOCK = 64 << 20;
