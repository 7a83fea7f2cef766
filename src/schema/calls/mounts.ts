import { EC } from '../event.js';
import { address, at, type CallDef, call, changingFds, fd, flags, int, path, size, text, uint } from './call.js';
import {
  FSMOUNT_FLAGS,
  FSOPEN_FLAGS,
  FSPICK_FLAGS,
  MOUNT_ATTRIBUTES,
  MOUNT_SETATTR_FLAGS,
  MOVE_MOUNT_FLAGS,
  OPEN_TREE_FLAGS,
  SWAP_FLAGS,
} from './file-flags.js';

const { FILE, SYSTEM } = EC;

/** Mounts, quotas and swap. */
export const MOUNT_CALLS: readonly CallDef[] = [
  call('fsopen', FILE, [text('fs_name'), flags('flags', FSOPEN_FLAGS)], 'fd'),
  call('fsmount', FILE, [fd('fs_fd'), flags('flags', FSMOUNT_FLAGS), flags('attr_flags', MOUNT_ATTRIBUTES)], 'fd'),
  call('fspick', FILE, [fd('dirfd'), at('path'), flags('flags', FSPICK_FLAGS)], 'fd'),
  call('open_tree', FILE, [fd('dirfd'), at('path'), flags('flags', OPEN_TREE_FLAGS)], 'fd'),
  changingFds(
    call('move_mount', FILE, [
      fd('from_dirfd'),
      at('from_path'),
      fd('to_dirfd'),
      at('to_path'),
      flags('flags', MOVE_MOUNT_FLAGS),
    ]),
  ),
  call('mount_setattr', FILE, [
    fd('dirfd'),
    at('path'),
    flags('flags', MOUNT_SETATTR_FLAGS),
    address('attr'),
    size('size'),
  ]),
  call('statmount', FILE, [address('req'), address('smbuf'), size('bufsize'), uint('flags')]),
  call('listmount', FILE, [address('req'), address('mnt_ids'), size('nr_mnt_ids'), uint('flags')]),
  call('pivot_root', FILE, [path('new_root'), path('put_old')]),
  call('quotactl_fd', SYSTEM, [fd('fd'), uint('cmd'), uint('id'), address('addr')]),
  call('swapon', SYSTEM, [path('path'), flags('swapflags', SWAP_FLAGS)]),
  call('swapoff', SYSTEM, [path('path')]),
  call('acct', SYSTEM, [path('path')]),
  call('sysfs', SYSTEM, [int('option'), address('arg1'), address('arg2')]),
  call('uselib', FILE, [path('path')]),
];
