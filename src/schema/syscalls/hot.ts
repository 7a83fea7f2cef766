/**
 * The calls that servers and tools make most. The probe goes on to their programs without an indirect jump, which kernels guard against
 * speculation; each costs all other calls a comparison at most.
 */
export const HOT_SYSCALLS: ReadonlySet<string> = new Set(['read', 'write', 'readv', 'writev', 'pread64', 'pwrite64', 'recvfrom', 'sendto', 'recvmsg', 'sendmsg', 'sendfile', 'accept4', 'epoll_wait', 'epoll_pwait', 'futex', 'openat', 'close', 'fstat', 'mmap']);
