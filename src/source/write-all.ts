import { writeSync } from 'node:fs';

/**
 * Writes all bytes to a descriptor, at an offset of the file or (null) where it is: of one call, a disk that becomes full takes only some,
 * without an error. Throws the error of the system.
 */
export function writeAll(fd: number, bytes: Uint8Array, at: number | null = null): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(fd, bytes, done, bytes.length - done, at === null ? null : at + done);
}
