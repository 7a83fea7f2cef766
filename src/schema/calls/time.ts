import { EC } from '../event.js';
import {
  address,
  type CallDef,
  call,
  choice,
  fd,
  flags,
  int,
  itimerspec,
  itimerval,
  momentspec,
  momentval,
  out,
  pointedInt,
  timespec,
  uint,
} from './call.js';
import { CLOCKS, ITIMERS, TIMER_FLAGS, TIMERFD_FLAGS } from './process-flags.js';

const { SLEEP, TIME } = EC;

const allOut = (values: ReturnType<typeof itimerspec>) => values.map(out);

/** Clocks, timers and sleeping. */
export const TIME_CALLS: readonly CallDef[] = [
  call('time', TIME, [address('tloc')]),
  call('stime', TIME, [address('t')]),
  call('gettimeofday', TIME, [out(momentval('tv')), address('tz')]),
  call('settimeofday', TIME, [momentval('tv'), address('tz')]),
  call('adjtimex', TIME, [address('buf')]),
  call('clock_adjtime', TIME, [choice('clockid', CLOCKS), address('buf')]),
  call('clock_gettime', TIME, [choice('clockid', CLOCKS), out(timespec('tp'))]),
  call('clock_getres', TIME, [choice('clockid', CLOCKS), out(timespec('resolution'))]),
  call('clock_settime', TIME, [choice('clockid', CLOCKS), momentspec('tp')]),
  call('clock_nanosleep', SLEEP, [
    choice('clockid', CLOCKS),
    flags('flags', TIMER_FLAGS),
    timespec('t'),
    address('remain'),
  ]),
  call('alarm', TIME, [uint('seconds')]),
  call('getitimer', TIME, [choice('which', ITIMERS), allOut(itimerval('curr_'))]),
  call('setitimer', TIME, [choice('which', ITIMERS), itimerval('new_'), address('old_value')]),
  call('timer_create', TIME, [choice('clockid', CLOCKS), address('sevp'), out(pointedInt('timerid'))]),
  call('timer_settime', TIME, [int('timerid'), flags('flags', TIMER_FLAGS), itimerspec('new_'), address('old_value')]),
  call('timer_gettime', TIME, [int('timerid'), allOut(itimerspec('curr_'))]),
  call('timer_getoverrun', TIME, [int('timerid')]),
  call('timer_delete', TIME, [int('timerid')]),
  call('timerfd_settime', TIME, [fd('fd'), flags('flags', TIMERFD_FLAGS), itimerspec('new_'), address('old_value')]),
  call('timerfd_gettime', TIME, [fd('fd'), allOut(itimerspec('curr_'))]),
];
