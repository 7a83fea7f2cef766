/**
 * The layout of an annex (docs/reference/ANNEX.md): magic number, version, number of entries, then for each entry tag, length and
 * bytes. The probe writes one, too: native/ebpf/generated/event_layout.h has these numbers.
 */
export const ANNEX_MAGIC = Buffer.from('SSAX', 'latin1').readUInt32LE();
export const ANNEX_VERSION = 1;
/** Bytes before the first entry, and of what precedes the bytes of an entry: tag u16 and length u32. */
export const ANNEX_HEAD_SIZE = 8;
export const ANNEX_ENTRY_HEAD_SIZE = 6;

/** Tags of entries; numbers are never reused. */
export const ANNEX_TAG = {
  /** A piece of a checkpoint (state/checkpoint.ts). */
  CHECKPOINT: 1,
  /** No bytes: the event is an enter event that was not recorded, written for readers that need one (scap/made-up-enter.ts). */
  MADE_UP: 2,
  /** Two u64, of a scheduler switch: CPU time in ns that its thread used since it got the CPU (0: not known), and since its start. */
  CPU_TIME: 3,
  /** 16 bytes, of a scheduler switch to a thread that has not run before: the name of that thread, ended by NUL. */
  NEXT_NAME: 4,
  /** The values of a call without an event of its own (calls/call.ts), laid out as in an event: number u16, lengths u16, values. */
  CALL: 5,
} as const;
