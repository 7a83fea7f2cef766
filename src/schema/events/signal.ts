/** Signals. Facts of the reference 0.20.0. */

import { EC, EF, event, param } from '../event.js';
import { FILE_FLAGS } from '../flags/file.js';

export const SIGNAL_EVENTS = [
  event(126, 'SIGNALFD_E', 'signalfd', EC.SIGNAL | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE | EF.KEEPS_ENTER, [param('fd', 'fd'), param('mask', 'uint32', { base: 'hex' }), param('flags', 'uint8', { base: 'hex' })]),
  event(127, 'SIGNALFD_X', 'signalfd', EC.SIGNAL | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, [param('res', 'fd')], [param('fd', 'fd'), param('mask', 'uint32', { base: 'hex' }), param('flags', 'uint8', { base: 'hex' })]),
  event(128, 'KILL_E', 'kill', EC.SIGNAL | EC.SYSCALL, EF.KEEPS_ENTER, [param('pid', 'pid'), param('sig', 'sigtype')]),
  event(129, 'KILL_X', 'kill', EC.SIGNAL | EC.SYSCALL, 0, [param('res', 'errno')], [param('pid', 'pid'), param('sig', 'sigtype')]),
  event(130, 'TKILL_E', 'tkill', EC.SIGNAL | EC.SYSCALL, EF.KEEPS_ENTER, [param('tid', 'pid'), param('sig', 'sigtype')]),
  event(131, 'TKILL_X', 'tkill', EC.SIGNAL | EC.SYSCALL, 0, [param('res', 'errno')], [param('tid', 'pid'), param('sig', 'sigtype')]),
  event(132, 'TGKILL_E', 'tgkill', EC.SIGNAL | EC.SYSCALL, EF.KEEPS_ENTER, [param('pid', 'pid'), param('tid', 'pid'), param('sig', 'sigtype')]),
  event(133, 'TGKILL_X', 'tgkill', EC.SIGNAL | EC.SYSCALL, 0, [param('res', 'errno')], [param('pid', 'pid'), param('tid', 'pid'), param('sig', 'sigtype')]),
  event(232, 'SIGNALDELIVER_E', 'signaldeliver', EC.SIGNAL | EC.TRACEPOINT, 0, [param('spid', 'pid'), param('dpid', 'pid'), param('sig', 'sigtype')]),
  event(398, 'SIGNALFD4_E', 'signalfd4', EC.SIGNAL | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE | EF.KEEPS_ENTER, [param('fd', 'fd'), param('mask', 'uint32', { base: 'hex' })]),
  event(399, 'SIGNALFD4_X', 'signalfd4', EC.SIGNAL | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, [param('res', 'fd'), param('flags', 'flags16', { base: 'hex', names: FILE_FLAGS })], [param('fd', 'fd'), param('mask', 'uint32', { base: 'hex' })]),
];
