/** Least bytes that an item takes on a disk. */
const BLOCK = 4096;

/** Bytes that a file of so many bytes takes. */
export const spaceOf = (bytes: number): number => Math.max(BLOCK, bytes);

/** The mode of folders with captures. */
export const OWNER_ONLY = 0o700;
