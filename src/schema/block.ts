/**
 * Blocks of .scap files. Every block is: type u32, total length u32, payload, zero padding to a multiple of four, total
 * length u32 again (SCAP-FORMAT.md#blocks; the shape is pcapng's). All integers are little-endian.
 */
export const BLOCK_HEADER_SIZE = 8;
export const BLOCK_TRAILER_SIZE = 4;
/** Offset of a block's total length. */
export const BLOCK_LENGTH_AT = 4;
export const MIN_BLOCK_SIZE = BLOCK_HEADER_SIZE + BLOCK_TRAILER_SIZE;

/** Block type numbers (SCAP-FORMAT.md#block-types). */
export const BLOCK = {
  SECTION: 0x0a0d0d0a,
  MACHINE: 0x201,
  PROCESSES_V1: 0x202,
  FDS_V1: 0x203,
  EVENT_V1: 0x204,
  INTERFACES_V1: 0x205,
  USERS_V1: 0x206,
  PROCESSES_V2: 0x207,
  EVENT_FLAGS_V1: 0x208,
  PROCESSES_V3: 0x209,
  PROCESSES_V4: 0x210,
  PROCESSES_V5: 0x211,
  PROCESSES_V6: 0x212,
  PROCESSES_V7: 0x213,
  PROCESSES_V8: 0x214,
  PROCESSES_V9: 0x215,
  EVENT_V2: 0x216,
  EVENT_FLAGS_V2: 0x217,
  FDS_V2: 0x218,
  INTERFACES_V2: 0x219,
  USERS_V2: 0x220,
  EVENT_V2_LARGE: 0x221,
  EVENT_FLAGS_V2_LARGE: 0x222,
} as const;
