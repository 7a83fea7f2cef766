/** Flags of calls on processes, signals and times, with the kernel's numbers. */
import { flagTable } from '../flag-table.js';

export const WAIT_OPTIONS = flagTable('wait_options', [
  ['WNOHANG', 1],
  ['WUNTRACED', 2],
  ['WEXITED', 4],
  ['WCONTINUED', 8],
  ['WNOWAIT', 0x1000000],
  ['__WNOTHREAD', 0x20000000],
  ['__WALL', 0x40000000],
  ['__WCLONE', 0x80000000],
]);

export const WAITID_TYPES = flagTable('waitid_types', [
  ['P_ALL', 0],
  ['P_PID', 1],
  ['P_PGID', 2],
  ['P_PIDFD', 3],
]);

export const SIGMASK_HOW = flagTable('sigmask_how', [
  ['SIG_BLOCK', 0],
  ['SIG_UNBLOCK', 1],
  ['SIG_SETMASK', 2],
]);

export const PIDFD_SIGNAL_FLAGS = flagTable('pidfd_signal_flags', [
  ['PIDFD_SIGNAL_THREAD', 1],
  ['PIDFD_SIGNAL_THREAD_GROUP', 2],
  ['PIDFD_SIGNAL_PROCESS_GROUP', 4],
]);

export const CLOCKS = flagTable('clocks', [
  ['CLOCK_REALTIME', 0],
  ['CLOCK_MONOTONIC', 1],
  ['CLOCK_PROCESS_CPUTIME_ID', 2],
  ['CLOCK_THREAD_CPUTIME_ID', 3],
  ['CLOCK_MONOTONIC_RAW', 4],
  ['CLOCK_REALTIME_COARSE', 5],
  ['CLOCK_MONOTONIC_COARSE', 6],
  ['CLOCK_BOOTTIME', 7],
  ['CLOCK_REALTIME_ALARM', 8],
  ['CLOCK_BOOTTIME_ALARM', 9],
  ['CLOCK_TAI', 11],
]);

export const TIMER_FLAGS = flagTable('timer_flags', [['TIMER_ABSTIME', 1]]);

export const TIMERFD_FLAGS = flagTable('timerfd_flags', [
  ['TFD_TIMER_ABSTIME', 1],
  ['TFD_TIMER_CANCEL_ON_SET', 2],
]);

export const ITIMERS = flagTable('itimers', [
  ['ITIMER_REAL', 0],
  ['ITIMER_VIRTUAL', 1],
  ['ITIMER_PROF', 2],
]);

export const RUSAGE_WHO = flagTable('rusage_who', [
  ['RUSAGE_SELF', 0],
  ['RUSAGE_THREAD', 1],
  ['RUSAGE_CHILDREN', 0xffffffff],
]);

export const PRIORITY_WHICH = flagTable('priority_which', [
  ['PRIO_PROCESS', 0],
  ['PRIO_PGRP', 1],
  ['PRIO_USER', 2],
]);

export const IOPRIO_WHICH = flagTable('ioprio_which', [
  ['IOPRIO_WHO_PROCESS', 1],
  ['IOPRIO_WHO_PGRP', 2],
  ['IOPRIO_WHO_USER', 3],
]);

export const SCHED_POLICIES = flagTable('sched_policies', [
  ['SCHED_OTHER', 0],
  ['SCHED_FIFO', 1],
  ['SCHED_RR', 2],
  ['SCHED_BATCH', 3],
  ['SCHED_IDLE', 5],
  ['SCHED_DEADLINE', 6],
  ['SCHED_EXT', 7],
  ['SCHED_OTHER|SCHED_RESET_ON_FORK', 0x40000000],
  ['SCHED_FIFO|SCHED_RESET_ON_FORK', 0x40000001],
  ['SCHED_RR|SCHED_RESET_ON_FORK', 0x40000002],
  ['SCHED_BATCH|SCHED_RESET_ON_FORK', 0x40000003],
  ['SCHED_IDLE|SCHED_RESET_ON_FORK', 0x40000005],
]);

export const FUTEX2_FLAGS = flagTable('futex2_flags', [
  ['FUTEX2_SIZE_U64', 3],
  ['FUTEX2_SIZE_U32', 2],
  ['FUTEX2_SIZE_U16', 1],
  ['FUTEX2_NUMA', 4],
  ['FUTEX2_MPOL', 8],
  ['FUTEX2_PRIVATE', 128],
]);

export const KCMP_TYPES = flagTable('kcmp_types', [
  ['KCMP_FILE', 0],
  ['KCMP_VM', 1],
  ['KCMP_FILES', 2],
  ['KCMP_FS', 3],
  ['KCMP_SIGHAND', 4],
  ['KCMP_IO', 5],
  ['KCMP_SYSVSEM', 6],
  ['KCMP_EPOLL_TFD', 7],
]);

export const PERSONALITIES = flagTable('personalities', [
  ['PER_LINUX', 0],
  ['PER_LINUX32', 8],
  ['UNAME26', 0x20000],
  ['ADDR_NO_RANDOMIZE', 0x40000],
  ['FDPIC_FUNCPTRS', 0x80000],
  ['MMAP_PAGE_ZERO', 0x100000],
  ['ADDR_COMPAT_LAYOUT', 0x200000],
  ['READ_IMPLIES_EXEC', 0x400000],
  ['ADDR_LIMIT_32BIT', 0x800000],
  ['SHORT_INODE', 0x1000000],
  ['WHOLE_SECONDS', 0x2000000],
  ['STICKY_TIMEOUTS', 0x4000000],
  ['ADDR_LIMIT_3GB', 0x8000000],
]);

export const ARCH_PRCTL_CODES = flagTable('arch_prctl_codes', [
  ['ARCH_SET_GS', 0x1001],
  ['ARCH_SET_FS', 0x1002],
  ['ARCH_GET_FS', 0x1003],
  ['ARCH_GET_GS', 0x1004],
  ['ARCH_GET_CPUID', 0x1011],
  ['ARCH_SET_CPUID', 0x1012],
  ['ARCH_GET_XCOMP_SUPP', 0x1021],
  ['ARCH_GET_XCOMP_PERM', 0x1022],
  ['ARCH_REQ_XCOMP_PERM', 0x1023],
  ['ARCH_SHSTK_ENABLE', 0x5001],
  ['ARCH_SHSTK_DISABLE', 0x5002],
  ['ARCH_SHSTK_LOCK', 0x5003],
  ['ARCH_SHSTK_STATUS', 0x5005],
]);

export const RSEQ_FLAGS = flagTable('rseq_flags', [['RSEQ_FLAG_UNREGISTER', 1]]);

export const LANDLOCK_CREATE_FLAGS = flagTable('landlock_create_flags', [
  ['LANDLOCK_CREATE_RULESET_VERSION', 1],
  ['LANDLOCK_CREATE_RULESET_ERRATA', 2],
]);

export const LANDLOCK_RULES = flagTable('landlock_rules', [
  ['LANDLOCK_RULE_PATH_BENEATH', 1],
  ['LANDLOCK_RULE_NET_PORT', 2],
]);
