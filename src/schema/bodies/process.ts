import { CLONE_FLAGS, EXECVEAT_FLAGS, RLIMIT_RESOURCES } from '../flags/process.js';
import { arg, c, flags, int, type PlainBodies, path, RET } from './fetch.js';

/** The 32-bit number that argument n points to; 0 if unreadable. */
const pointed = (n: number) => c`user__u32(${arg(n)})`;
/** Argument n, a user or group id in the caller's user namespace, converted to the host's id, which state and filters use. */
const uid = (n: number) => c`uid__on_host(${arg(n)})`;
const gid = (n: number) => c`gid__on_host(${arg(n)})`;
/** The three ids that arguments 0 to 2 point to: real, effective and saved. */
const POINTED_THREE = [pointed(0), pointed(1), pointed(2)];

/** Processes, their users, groups, limits and signals. */
export const PROCESS_BODIES: PlainBodies = {
  CLONE_20_E: [],
  CLONE3_E: [],
  FORK_20_E: [],
  VFORK_20_E: [],
  EXECVE_19_E: [path(0)],
  EXECVEAT_E: [int(0), path(1), flags(EXECVEAT_FLAGS, 4)],

  KILL_E: [int(0), arg(1)],
  KILL_X: [RET],
  TKILL_E: [int(0), arg(1)],
  TKILL_X: [RET],
  TGKILL_E: [int(0), int(1), arg(2)],
  TGKILL_X: [RET],

  SETUID_E: [uid(0)],
  SETUID_X: [RET],
  SETGID_E: [gid(0)],
  SETGID_X: [RET],
  SETREUID_E: [],
  SETREUID_X: [RET, uid(0), uid(1)],
  SETREGID_E: [],
  SETREGID_X: [RET, gid(0), gid(1)],
  SETRESUID_E: [uid(0), uid(1), uid(2)],
  SETRESUID_X: [RET],
  SETRESGID_E: [gid(0), gid(1), gid(2)],
  SETRESGID_X: [RET],
  GETUID_E: [],
  GETUID_X: [RET],
  GETEUID_E: [],
  GETEUID_X: [RET],
  GETGID_E: [],
  GETGID_X: [RET],
  GETEGID_E: [],
  GETEGID_X: [RET],
  GETRESUID_E: [],
  GETRESUID_X: [RET, ...POINTED_THREE],
  GETRESGID_E: [],
  GETRESGID_X: [RET, ...POINTED_THREE],

  SETPGID_E: [int(0), int(1)],
  SETPGID_X: [RET],
  SETSID_E: [],
  SETSID_X: [RET],
  SETNS_E: [int(0), flags(CLONE_FLAGS, 1)],
  SETNS_X: [RET],
  UNSHARE_E: [flags(CLONE_FLAGS, 0)],
  UNSHARE_X: [RET],
  CHROOT_E: [],
  CHROOT_X: [RET, path(0)],
  CAPSET_E: [],
  PRCTL_E: [],

  GETRLIMIT_E: [flags(RLIMIT_RESOURCES, 0)],
  SETRLIMIT_E: [flags(RLIMIT_RESOURCES, 0)],
  PRLIMIT_E: [int(0), flags(RLIMIT_RESOURCES, 1)],
};
