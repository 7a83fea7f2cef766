import { SEMGET_FLAGS } from '../flags/ipc.js';
import { MLOCK2_FLAGS, MLOCKALL_FLAGS, MMAP_FLAGS, PROT_FLAGS } from '../flags/memory.js';
import { PTRACE_REQUESTS } from '../flags/process.js';
import { DELETE_MODULE_FLAGS, FINIT_MODULE_FLAGS, IO_URING_ENTER_FLAGS } from '../flags/system.js';
import { arg, c, flags, int, type PlainBodies, path, RET, VM } from './fetch.js';

/** Memory, semaphores, and privileged calls. */
export const MEMORY_BODIES: PlainBodies = {
  BRK_4_E: [arg(0)],
  BRK_4_X: [RET, ...VM],
  MMAP_E: [arg(0), arg(1), flags(PROT_FLAGS, 2), flags(MMAP_FLAGS, 3), int(4), arg(5)],
  MMAP_X: [RET, ...VM],
  MUNMAP_E: [arg(0), arg(1)],
  MUNMAP_X: [RET, ...VM],
  MPROTECT_E: [arg(0), arg(1), flags(PROT_FLAGS, 2)],
  MPROTECT_X: [RET],
  MLOCK_E: [],
  MLOCK_X: [RET, arg(0), arg(1)],
  MLOCK2_E: [],
  MLOCK2_X: [RET, arg(0), arg(1), flags(MLOCK2_FLAGS, 2)],
  MUNLOCK_E: [],
  MUNLOCK_X: [RET, arg(0), arg(1)],
  MLOCKALL_E: [],
  MLOCKALL_X: [RET, flags(MLOCKALL_FLAGS, 0)],
  MUNLOCKALL_E: [],
  MUNLOCKALL_X: [RET],

  SEMGET_E: [int(0), int(1), flags(SEMGET_FLAGS, 2)],
  SEMGET_X: [RET],
  SEMOP_E: [int(0)],
  SEMCTL_X: [RET],

  PTRACE_E: [flags(PTRACE_REQUESTS, 0), int(1)],
  SECCOMP_E: [arg(0), arg(1)],
  SECCOMP_X: [RET],
  BPF_2_E: [int(0)],
  BPF_2_X: [RET, int(0)],
  FSCONFIG_E: [],
  OPEN_BY_HANDLE_AT_E: [],
  IO_URING_SETUP_E: [],
  IO_URING_ENTER_E: [],
  IO_URING_ENTER_X: [RET, int(0), arg(1), arg(2), flags(IO_URING_ENTER_FLAGS, 3), arg(4)],
  IO_URING_REGISTER_E: [],
  IO_URING_REGISTER_X: [RET, int(0), arg(1), arg(2), arg(3)],
  INIT_MODULE_E: [],
  INIT_MODULE_X: [RET, c`put__user_data(w, ${arg(0)}, ${arg(1)})`, arg(1), path(2)],
  FINIT_MODULE_E: [],
  FINIT_MODULE_X: [RET, int(0), path(1), flags(FINIT_MODULE_FLAGS, 2)],
  DELETE_MODULE_E: [],
  DELETE_MODULE_X: [RET, path(0), flags(DELETE_MODULE_FLAGS, 1)],
};
