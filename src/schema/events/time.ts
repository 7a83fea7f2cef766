/** Clocks and sleeping. Facts of the reference 0.20.0. */

import { EC, EF, event, param } from '../event.js';

export const TIME_EVENTS = [
  event(134, 'NANOSLEEP_E', 'nanosleep', EC.SLEEP | EC.SYSCALL, EF.WAITS | EF.KEEPS_ENTER, [param('interval', 'reltime')]),
  event(135, 'NANOSLEEP_X', 'nanosleep', EC.SLEEP | EC.SYSCALL, EF.WAITS, [param('res', 'errno')], [param('interval', 'reltime')]),
  event(136, 'TIMERFD_CREATE_E', 'timerfd_create', EC.TIME | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE | EF.KEEPS_ENTER, [param('clockid', 'uint8'), param('flags', 'uint8', { base: 'hex' })]),
  event(137, 'TIMERFD_CREATE_X', 'timerfd_create', EC.TIME | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, [param('res', 'fd')], [param('clockid', 'uint8'), param('flags', 'uint8', { base: 'hex' })]),
];
