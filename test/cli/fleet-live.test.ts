/** sysshark ship and collect, while processes, the network between them and the disk fail. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { Dice } from '../helpers/event-samples.js';
import {
  type FleetProcess,
  itemsIn,
  linesIn,
  lossesIn,
  type SaidLoss,
  startCollector,
  startShipper,
} from '../helpers/fleet.js';
import { describeLiveBesideOthers } from '../helpers/live-tests.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED } from '../helpers/seed.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
let processes: FleetProcess[] = [];

afterEach(async () => {
  for (const one of processes) await one.stop('SIGKILL');
  processes = [];
});
afterAll(scratch.remove);

const TOKEN = 'a'.repeat(40);
const tokenFile = scratch.path('token');
const tokens = scratch.path('tokens');
/** What is captured: opens of names that have a number. */
const FILTER = 'proc.name=perl and evt.type=openat and evt.dir=< and fd.name contains mark-';
/** How often a process is killed; .ci/extra does it more often. */
const KILLS = Number(process.env['SYSSHARK_KILLS'] ?? 3);
const KILL_MS = 30_000;
/** How much earlier or later than its mark a call can be, in s: others run beside it. */
const MARGIN = 0.1;
/** A number that is not counted. */
const OWN_MARK = 9_000_000;
const FORMAT = '%evt.rawtime %fd.name';
const dice = new Dice(SEED);
let folders = 0;

beforeAll(() => {
  writeFileSync(tokenFile, TOKEN, { mode: 0o600 });
  writeFileSync(tokens, `web-1 ${TOKEN}\n`, { mode: 0o600 });
});

/** Folders of a collector and of a shipper. */
function newFolders(): { readonly store: string; readonly hosts: string; readonly spool: string } {
  const folder = scratch.path(`fleet-${++folders}`);
  mkdirSync(folder);
  return { store: `${folder}/store`, hosts: `${folder}/store/hosts/web-1`, spool: `${folder}/spool` };
}

async function collect(store: string, listen = '127.0.0.1:0', ...more: string[]) {
  const started = await startCollector('--listen', listen, '--dir', store, '--tokens', tokens, ...more);
  processes.push(started);
  return started;
}

function ship(address: string, spool: string, ...more: string[]): FleetProcess {
  const options = ['--to', address, '--token-file', tokenFile, '--spool', spool, '-G', '1', ...more];
  const started = startShipper(...options, FILTER);
  processes.push(started);
  return started;
}

const mark = (i: number): void => {
  execFileSync('/usr/bin/perl', ['-e', `open my $f, "<", "/nonexistent/mark-${i}"`]);
};

/** Opens names with a number, one after the other, until it is stopped; resolves to when each was opened, in s since the epoch. */
function startMarks(): { stop(): Promise<number[]> } {
  const program = `use Time::HiRes qw(time sleep); $| = 1; $SIG{TERM} = sub { $end = 1 };
    for (my $i = 0; !$end && $i < 500000; $i++) { $at = time; open my $f, "<", "/nonexistent/mark-$i"; printf "%.6f\\n", $at; sleep 0.01 }`;
  const child = execa('/usr/bin/perl', ['-e', program], { reject: false });
  return {
    stop: async () => {
      child.kill('SIGTERM');
      const { stdout } = await child;
      return stdout.split('\n').map(Number);
    },
  };
}

/** Waits until a run of the shipper records: a segment of it has come to a collector. */
async function recording(hosts: string, run = 1): Promise<void> {
  await until(() => {
    // outside the numbers that are counted
    mark(OWN_MARK);
    return itemsIn(hosts, '.scap.gz').some((path) => path.includes(`_${String(run).padStart(6, '0')}-`));
  });
}

/** How often each mark is in segments. */
async function counted(hosts: string): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  for (const line of await linesIn(hosts, FORMAT, '')) {
    const number = Number(/mark-(\d+)$/.exec(line)?.[1]);
    if (number < OWN_MARK) counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  return counts;
}

/** Marks that are neither in segments once nor within a loss; those before the first segment and after the last one are left out. */
function unexplained(
  times: readonly number[],
  counts: ReadonlyMap<number, number>,
  losses: readonly SaidLoss[],
): number[] {
  const seen = [...counts.keys()];
  const [first, last] = [Math.min(...seen), Math.max(...seen)];
  return times.flatMap((time, number) => {
    if (number < first || number > last || counts.get(number) === 1) return [];
    const isSaid = losses.some(({ from, to }) => time >= from - MARGIN && time <= to + MARGIN);
    return counts.get(number) === undefined && isSaid ? [] : [number];
  });
}

describeLiveBesideOthers('a fleet', () => {
  test('sends what it captures through TLS, in segments that can be read alone; an interrupt sends the rest', async () => {
    const { store, hosts, spool } = newFolders();
    const pem = scratch.path('pem');
    const [key, certificate] = [scratch.path('key'), scratch.path('crt')];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate],
      ],
      { stdio: 'ignore' },
    );
    writeFileSync(pem, Buffer.concat([readFileSync(key), readFileSync(certificate)]), { mode: 0o600 });
    const { address } = await collect(store, '127.0.0.1:0', '--cert', pem);
    expect(address).toMatch(/^https:/);
    const shipper = ship(address, spool, '--ca', certificate);
    await recording(hosts);
    const marks = startMarks();
    await until(() => itemsIn(hosts, '.scap.gz').length >= 4);
    const times = await marks.stop();
    expect(await shipper.stop()).toBe(0);
    expect(shipper.stderr()).toBe('');
    expect(itemsIn(spool, '.scap.gz')).toEqual([]);
    const counts = await counted(hosts);
    expect(times.flatMap((_, number) => (counts.get(number) === 1 ? [] : [number]))).toEqual([]);
    expect(lossesIn(hosts)).toEqual([]);
  });

  test(
    'a collector that is killed again and again gets everything once',
    async () => {
      const { store, hosts, spool } = newFolders();
      let collector = await collect(store);
      const { address } = collector;
      const shipper = ship(address, spool);
      await recording(hosts);
      const marks = startMarks();
      for (let i = 0; i < KILLS; i++) {
        await new Promise((resolve) => setTimeout(resolve, 200 + dice.next(2000)));
        await collector.stop('SIGKILL');
        await new Promise((resolve) => setTimeout(resolve, dice.next(1500)));
        collector = await collect(store, new URL(address).host);
      }
      const times = await marks.stop();
      // after many failures, the shipper waits for up to a minute
      await until(
        () => itemsIn(hosts, '.scap.gz').length >= 4 && itemsIn(spool, '.scap.gz').length === 0,
        45_000 + KILLS * 5000,
      );
      expect(await shipper.stop()).toBe(0);
      const counts = await counted(hosts);
      expect(times.flatMap((_, number) => (counts.get(number) === 1 ? [] : [number]))).toEqual([]);
      expect(lossesIn(hosts)).toEqual([]);
      expect(itemsIn(spool, '.scap.gz')).toEqual([]);
    },
    60_000 + KILLS * KILL_MS,
  );

  test(
    'a shipper that is killed again and again loses only what it says, and sends nothing twice',
    async () => {
      const { store, hosts, spool } = newFolders();
      const { address } = await collect(store);
      let shipper = ship(address, spool);
      await recording(hosts);
      const marks = startMarks();
      for (let i = 0; i < KILLS; i++) {
        await new Promise((resolve) => setTimeout(resolve, dice.next(3000)));
        await shipper.stop('SIGKILL');
        shipper = ship(address, spool);
        await recording(hosts, i + 2);
      }
      const times = await marks.stop();
      expect(await shipper.stop()).toBe(0);
      expect(itemsIn(spool, '.gz').concat(itemsIn(spool, '.json'), itemsIn(spool, '.part'))).toEqual([]);
      const losses = lossesIn(hosts);
      expect(losses.map(({ cause }) => cause)).toEqual(Array.from({ length: KILLS }, () => 'shipper failed'));
      const counts = await counted(hosts);
      expect([...counts].filter(([, count]) => count > 1)).toEqual([]);
      expect(unexplained(times, counts, losses)).toEqual([]);
    },
    60_000 + KILLS * KILL_MS,
  );

  test('without a collector, segments wait; beyond the limit the oldest are given up and said; the next shipper sends the rest', async () => {
    const { store, hosts, spool } = newFolders();
    const options = ['--to', 'http://127.0.0.1:9', '--token-file', tokenFile, '--spool', spool, '-G', '1'];
    const shipper = startShipper(...options, '--spool-limit', '1M', '-s', '60000', 'proc.name=perl and evt.type=write');
    processes.push(shipper);
    // 2 MB of data a second that gzip cannot make smaller
    const busy = execa(
      '/usr/bin/perl',
      [
        ...['-MTime::HiRes=sleep', '-e'],
        'open R, "<", "/dev/urandom"; open W, ">", "/dev/null"; while (sysread R, $d, 40000) { syswrite W, $d; sleep .02 }',
      ],
      { reject: false },
    );
    await until(() => itemsIn(spool, '.json').length >= 2);
    busy.kill('SIGKILL');
    expect(await shipper.stop()).toBe(0);
    const said = shipper.stderr();
    expect(said).toContain(`cannot send to http://127.0.0.1:9: connection refused; segments wait in ${spool}`);
    expect(said).toContain(`the spool ${spool} is full (--spool-limit): its oldest segments are given up`);
    expect(said).toMatch(/\d+ files in .* are not sent yet \(\d+ bytes\): the next ship sends them/);
    const waiting = itemsIn(spool, '.scap.gz').length + itemsIn(spool, '.json').length;
    const { address } = await collect(store);
    const next = ship(address, spool);
    await until(() => itemsIn(hosts, '.scap.gz').length + itemsIn(hosts, '.json').length >= waiting);
    expect(await next.stop()).toBe(0);
    expect(lossesIn(hosts).every(({ cause, bytes }) => cause === 'spool full' && (bytes ?? 0) > 0)).toBe(true);
  });

  test('a full disk ends it with one line; what is there is sent by the next one, with a loss for what is not', async () => {
    const { store, hosts } = newFolders();
    const disk = scratch.path('disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', disk]);
    try {
      const spool = `${disk}/spool`;
      const options = ['--to', 'http://127.0.0.1:9', '--token-file', tokenFile, '--spool', spool, '-G', '1'];
      // all that others do as well
      const shipper = startShipper(...options);
      processes.push(shipper);
      const busy = execa(
        '/usr/bin/perl',
        ['-MTime::HiRes=sleep', '-e', 'while (1) { open F, "<", "/etc/passwd$i" if $i++; sleep .0001 }'],
        {
          reject: false,
        },
      );
      expect(await shipper.ended).toBe(1);
      busy.kill('SIGKILL');
      expect(shipper.stderr()).toMatch(/^sysshark: cannot write .*spool.*: no space left on device$/m);
      const { address } = await collect(store);
      execFileSync('mount', ['-o', 'remount,size=64m', disk]);
      const next = ship(address, spool);
      await recording(hosts, 2);
      expect(await next.stop()).toBe(0);
      expect(lossesIn(hosts).map(({ cause }) => cause)).toEqual(['shipper failed']);
      expect(itemsIn(spool, '.gz').concat(itemsIn(spool, '.part'), itemsIn(`${store}/quarantine`, ''))).toEqual([]);
      // what was cut by the full disk was saved: each can be read
      expect((await linesIn(hosts, '%evt.num', '')).length).toBeGreaterThan(100);
    } finally {
      execFileSync('umount', ['--lazy', disk]);
    }
  });

  test('a collector that does not answer holds nothing up', async () => {
    const { spool } = newFolders();
    const silent: Server = createServer().listen(0, '127.0.0.1');
    await until(() => silent.listening);
    const { port } = silent.address() as { port: number };
    const shipper = ship(`http://127.0.0.1:${port}`, spool);
    const marks = startMarks();
    await until(() => itemsIn(spool, '.scap.gz').length >= 3);
    await marks.stop();
    // two shippers would send the same files
    const second = ship(`http://127.0.0.1:${port}`, spool);
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toContain(`process ${shipper.pid} uses this spool`);
    await shipper.stop('SIGKILL');
    silent.close();
  });

  test('a token that is not known stays a warning; nothing is lost', async () => {
    const { store, hosts, spool } = newFolders();
    const { address } = await collect(store);
    const wrong = scratch.path('wrong');
    writeFileSync(wrong, 'b'.repeat(40), { mode: 0o600 });
    const shipper = ship(address, spool, '--token-file', wrong);
    const marks = startMarks();
    await until(() => itemsIn(spool, '.scap.gz').length >= 1);
    await marks.stop();
    expect(await shipper.stop()).toBe(0);
    expect(shipper.stderr()).toContain('it answers 401: the token is not known here');
    expect(shipper.stderr()).not.toContain('b'.repeat(40));
    const waiting = itemsIn(spool, '.scap.gz').length;
    const next = ship(address, spool);
    await until(() => itemsIn(hosts, '.scap.gz').length >= waiting);
    expect(await next.stop()).toBe(0);
  });
});
