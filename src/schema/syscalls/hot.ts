/**
 * The most frequent calls of servers and tools. The probe reaches their programs without an indirect jump, which kernels guard
 * against speculation; each adds at most one comparison to all other calls.
 */
export const HOT_SYSCALLS: ReadonlySet<string> = new Set(['read', 'write', 'readv', 'writev', 'pread64', 'pwrite64', 'recvfrom', 'sendto', 'recvmsg', 'sendmsg', 'sendfile', 'accept4', 'epoll_wait', 'epoll_pwait', 'futex', 'openat', 'close', 'fstat', 'mmap']);
