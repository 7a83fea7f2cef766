import { FCNTL_COMMANDS, FLOCK_FLAGS, LSEEK_WHENCE, SPLICE_FLAGS } from '../flags/file.js';
import { arg, CALL, c, type Fetch, flags, int, type PlainBodies, RET } from './fetch.js';

/** Data of a read into argument `n`, as many bytes as the result. */
const dataRead = (n: number): Fetch => c`put__moved_data(w, ${int(0)}, 0, ${arg(n)}, ret)`;
/** Data of a write from argument `n`; a failed write still carries the `size` bytes that it should have written. */
const dataWritten = (n: number, size: number): Fetch =>
  c`put__moved_data(w, ${int(0)}, 0, ${arg(n)}, ret > 0 ? ret : (s64)${arg(size)})`;
/** Data in several buffers: argument 1 points to them, argument 2 is their number. */
const VECTOR: Fetch = c`call__vector(${CALL}, ${arg(1)}, ${arg(2)})`;
const VECTOR_SIZE: Fetch = c`vector__size(${VECTOR})`;
const VECTOR_SNAPLEN: Fetch = c`vector__snaplen(${int(0)}, 0)`;
const VECTOR_READ: Fetch = c`put__vector_data(w, ${VECTOR}, ret, ${VECTOR_SNAPLEN})`;
const VECTOR_WRITTEN: Fetch = c`put__vector_data(w, ${VECTOR}, ret > 0 ? ret : (s64)${VECTOR_SIZE}, ${VECTOR_SNAPLEN})`;
/** Reads from another process; no descriptor is involved. */
const MEMORY_READ: Fetch = c`put__vector_data(w, ${VECTOR}, ret, snaplen)`;
/** The file offset that argument 2 points to. */
const OFFSET: Fetch = c`user__offset(${CALL}, ${arg(2)})`;
/** Bytes moved; 0 if the call failed. */
const MOVED: Fetch = c`ret > 0 ? ret : 0`;

/** I/O on descriptors. */
export const IO_BODIES: PlainBodies = {
  CLOSE_E: [int(0)],
  CLOSE_X: [RET],

  READ_E: [int(0), arg(2)],
  READ_X: [RET, dataRead(1), int(0), arg(2)],
  WRITE_E: [int(0), arg(2)],
  WRITE_X: [RET, dataWritten(1, 2)],
  PREAD_E: [int(0), arg(2), arg(3)],
  PREAD_X: [RET, dataRead(1), int(0), arg(2), arg(3)],
  PWRITE_E: [int(0), arg(2), arg(3)],
  PWRITE_X: [RET, dataWritten(1, 2)],
  READV_E: [int(0)],
  READV_X: [RET, MOVED, VECTOR_READ],
  WRITEV_E: [int(0), VECTOR_SIZE],
  WRITEV_X: [RET, VECTOR_WRITTEN],
  PREADV_E: [int(0), arg(3)],
  PREADV_X: [RET, MOVED, VECTOR_READ],
  PWRITEV_E: [int(0), VECTOR_SIZE, arg(3)],
  PWRITEV_X: [RET, VECTOR_WRITTEN],
  PROCESS_VM_READV_E: [],
  PROCESS_VM_READV_X: [RET, int(0), MEMORY_READ],
  PROCESS_VM_WRITEV_E: [],
  PROCESS_VM_WRITEV_X: [RET, int(0), MEMORY_READ],
  SENDFILE_E: [int(0), int(1), OFFSET, arg(3)],
  SENDFILE_X: [RET, OFFSET],
  SPLICE_E: [int(0), int(2), arg(4), flags(SPLICE_FLAGS, 5)],
  SPLICE_X: [RET],
  COPY_FILE_RANGE_E: [int(0), arg(1), arg(4)],
  COPY_FILE_RANGE_X: [RET, int(2), arg(3)],
  LSEEK_E: [int(0), arg(1), flags(LSEEK_WHENCE, 2)],
  LSEEK_X: [RET],
  FCNTL_E: [int(0), flags(FCNTL_COMMANDS, 1)],
  FCNTL_X: [RET, int(0), flags(FCNTL_COMMANDS, 1)],
  IOCTL_3_E: [int(0), arg(1), arg(2)],
  IOCTL_3_X: [RET],
  FLOCK_E: [int(0), flags(FLOCK_FLAGS, 1)],
  FLOCK_X: [RET],
  GETDENTS_E: [int(0)],
  GETDENTS_X: [RET],
  GETDENTS64_E: [int(0)],
  GETDENTS64_X: [RET],
};
