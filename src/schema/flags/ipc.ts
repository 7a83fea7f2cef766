import { flagTable } from '../flag-table.js';

export const SEMOP_FLAGS = flagTable('semop_flags', [
  ['IPC_NOWAIT', 1],
  ['SEM_UNDO', 2],
]);

export const SEMGET_FLAGS = flagTable('semget_flags', [
  ['IPC_EXCL', 0x4000],
  ['IPC_CREAT', 0x2000],
]);

export const SEMCTL_COMMANDS = flagTable('semctl_commands', [
  ['IPC_STAT', 1],
  ['IPC_SET', 2],
  ['IPC_RMID', 4],
  ['IPC_INFO', 8],
  ['SEM_INFO', 16],
  ['SEM_STAT', 32],
  ['GETALL', 64],
  ['GETNCNT', 128],
  ['GETPID', 256],
  ['GETVAL', 512],
  ['GETZCNT', 1024],
  ['SETALL', 2048],
  ['SETVAL', 0x1000],
]);

export const KEYCTL_OPERATIONS = flagTable('keyctl_operations', [
  ['KEYCTL_GET_KEYRING_ID', 0],
  ['KEYCTL_JOIN_SESSION_KEYRING', 1],
  ['KEYCTL_UPDATE', 2],
  ['KEYCTL_REVOKE', 3],
  ['KEYCTL_CHOWN', 4],
  ['KEYCTL_SETPERM', 5],
  ['KEYCTL_DESCRIBE', 6],
  ['KEYCTL_CLEAR', 7],
  ['KEYCTL_LINK', 8],
  ['KEYCTL_UNLINK', 9],
  ['KEYCTL_SEARCH', 10],
  ['KEYCTL_READ', 11],
  ['KEYCTL_INSTANTIATE', 12],
  ['KEYCTL_NEGATE', 13],
  ['KEYCTL_SET_REQKEY_KEYRING', 14],
  ['KEYCTL_SET_TIMEOUT', 15],
  ['KEYCTL_ASSUME_AUTHORITY', 16],
  ['KEYCTL_GET_SECURITY', 17],
  ['KEYCTL_SESSION_TO_PARENT', 18],
  ['KEYCTL_REJECT', 19],
  ['KEYCTL_INSTANTIATE_IOV', 20],
  ['KEYCTL_INVALIDATE', 21],
  ['KEYCTL_GET_PERSISTENT', 22],
  ['KEYCTL_DH_COMPUTE', 23],
  ['KEYCTL_PKEY_QUERY', 24],
  ['KEYCTL_PKEY_ENCRYPT', 25],
  ['KEYCTL_PKEY_DECRYPT', 26],
  ['KEYCTL_PKEY_SIGN', 27],
  ['KEYCTL_PKEY_VERIFY', 28],
  ['KEYCTL_RESTRICT_KEYRING', 29],
  ['KEYCTL_MOVE', 30],
  ['KEYCTL_CAPABILITIES', 31],
  ['KEYCTL_WATCH_KEY', 32],
]);
