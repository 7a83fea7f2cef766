import { CallSums, type PeriodSums } from '../../analysis/calls/call-sums.js';
import type { Spool } from '../../fleet/spool.js';
import { SUMS, sumsItem } from '../../fleet/sums.js';
import type { EventConsumer } from '../../output/event-consumer.js';

/** How long events that are recorded may be in memory only, in s. */
const UNWRITTEN = 2;

/** Events that are few and say much: programs, connections, rights and mounts. */
const TYPES = [
  'execve, execveat, procexit',
  'connect, accept, accept4, bind',
  'setuid, setgid, setresuid, setresgid, capset',
  'mount, umount, umount2, pivot_root, chroot, setns, unshare, ptrace, init_module, finit_module, bpf',
  'drop',
].join(', ');

/** Events that are sent one by one beside sums. That nothing is there yet (EAGAIN) is no failure. */
export const RARE_EVENTS = [
  `evt.type in (${TYPES})`,
  'evt.failed=true and evt.rawres!=-11 and not evt.waits_for exists',
  'evt.latency>10000000 and not evt.waits_for exists',
]
  .map((one) => `(${one})`)
  .join(' or ');

/** Puts sums of calls into a spool; of live ones, notes up to when all that is recorded is there. */
export const spoolSums =
  (spool: Spool, isLive: boolean) =>
  (sums: PeriodSums): void => {
    spool.addSums(sumsItem(sums));
    if (isLive) spool.noteRecorded(Math.min(sums.from + sums.seconds, Date.now() / 1000) - UNWRITTEN);
  };

/** Makes sums of calls for all who take them. */
export const sumsFor = (takers: readonly ((sums: PeriodSums) => void)[], isLive: boolean): EventConsumer =>
  new CallSums({
    seconds: SUMS.SECONDS,
    limit: SUMS.LIMIT,
    isLive,
    take: (sums) => {
      for (const take of takers) take(sums);
    },
  });
