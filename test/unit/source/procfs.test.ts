import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MemoryBudget } from '../../../src/bytes/memory-budget.js';
import type { CaptureHeader, FdRecord, ThreadRecord } from '../../../src/scap/header.js';
import { HeaderRoom } from '../../../src/scap/header-room.js';
import { FD_TYPES, L4_PROTO } from '../../../src/schema/fd-types.js';
import { DescriptorScanner } from '../../../src/source/procfs/descriptors.js';
import { scapOpenFlags } from '../../../src/source/procfs/open-flags.js';
import { scanMachine } from '../../../src/source/procfs/scan-machine.js';
import { NamespaceSockets } from '../../../src/source/procfs/sockets.js';
import { parseStat } from '../../../src/source/procfs/status.js';
import { parseCgroups } from '../../../src/source/procfs/threads.js';
import { type Specimen, startSpecimen } from '../../helpers/specimen.js';

describe('a scan of this machine', () => {
  let specimen: Specimen;
  let header: CaptureHeader;
  let thread: ThreadRecord;

  beforeAll(async () => {
    specimen = await startSpecimen();
    header = scanMachine();
    thread = header.threads.find(({ tid }) => tid === specimen.pid) as ThreadRecord;
  });
  afterAll(() => specimen.stop());

  function fd(name: string): FdRecord {
    return header.fds.get(specimen.pid)?.find((one) => one.fd === specimen.numbers[name]) as FdRecord;
  }

  test('has only directories where only these are wanted', () => {
    const all = header.fds.get(specimen.pid) ?? [];
    const directories = all.filter(({ type }) => type === FD_TYPES.DIRECTORY.id);
    const { fds } = scanMachine(undefined, undefined, 'directories');
    expect(directories.length).toBeGreaterThan(0);
    expect(directories.length).toBeLessThan(all.length);
    expect(fds.get(specimen.pid)).toEqual(directories);
  });

  test('has the machine, its interfaces, users and groups', () => {
    expect(header.machine?.hostname).toBe(hostname());
    expect(header.machine?.cpus).toBeGreaterThan(0);
    expect(header.interfaces).toContainEqual(
      expect.objectContaining({ family: 4, name: 'lo', address: Uint8Array.from([127, 0, 0, 1]) }),
    );
    expect(header.users).toContainEqual(expect.objectContaining({ uid: 0, name: 'root', home: '/root' }));
    expect(header.groups).toContainEqual({ gid: 0, name: 'root' });
  });

  test('has every process, including those of other users', () => {
    const tids = new Set(header.threads.map(({ tid }) => tid));
    const alive = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) <= specimen.pid);
    const missing = alive.filter((name) => !tids.has(Number(name)));
    expect(tids.has(1)).toBe(true);
    expect(tids.has(process.pid)).toBe(true);
    expect(missing.length).toBeLessThan(alive.length / 10);
  });

  test('has the program, arguments and environment of a process', () => {
    expect(thread).toMatchObject({ pid: specimen.pid, ptid: process.pid, vtid: specimen.pid, vpid: specimen.pid });
    expect(thread.comm).toBe('specimen');
    expect(thread.exe).toBe(`${specimen.folder}/specimen`);
    expect(thread.exepath).toBe(`${specimen.folder}/specimen`);
    expect(thread.args).toBe(`${specimen.args.join('\0')}\0`);
    expect(thread.env).toContain('ONE=1\0TWO=zwei\0');
    expect(thread.cwd).toBe(specimen.folder);
    expect(thread.root).toBe('/');
    expect(thread.flags).toBe(0);
    expect(thread.vmsizeKb).toBeGreaterThan(thread.vmrssKb);
    expect(thread.vmrssKb).toBeGreaterThan(100);
    expect(thread.uid).toBe(process.geteuid?.());
  });

  test('has its limit, process group, session, terminal and capabilities as /proc shows them', () => {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${specimen.pid}/limits`, 'utf8'))?.[1];
    const stat = readFileSync(`/proc/${specimen.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    expect(thread.fdlimit).toBe(Number(limit));
    expect([thread.pgid, thread.sid, thread.tty]).toEqual([2, 3, 4].map((index) => Number(stat[index])));
    expect(thread.capEffective.toString(16).padStart(16, '0')).toBe(
      /^CapEff:\s+(\w+)/m.exec(readFileSync(`/proc/${specimen.pid}/status`, 'utf8'))?.[1],
    );
  });

  test('lists other threads after the main thread, without descriptors', () => {
    const other = header.threads.find(({ tid }) => tid === specimen.numbers['thread']);
    expect(other).toMatchObject({ pid: specimen.pid, ptid: process.pid, exe: thread.exe, flags: 0x2001 });
    expect(header.threads.indexOf(other as ThreadRecord)).toBeGreaterThan(header.threads.indexOf(thread));
    expect(header.fds.has(other?.tid as number)).toBe(false);
  });

  test('distinguishes files, folders, devices and pipes', () => {
    expect(fd('file')).toMatchObject({ type: FD_TYPES.FILE_V2.id, name: `${specimen.folder}/log file` });
    expect(fd('file').openFlags).toBe(3 | 8 | 4096);
    expect(fd('file').dev).toBeGreaterThan(0);
    expect(fd('file').ino).toBeGreaterThan(0n);
    expect(fd('folder')).toMatchObject({ type: FD_TYPES.DIRECTORY.id, name: specimen.folder });
    expect(fd('null')).toMatchObject({ type: FD_TYPES.FILE_V2.id, name: '/dev/null', openFlags: 2 | 4096 });
    expect(fd('deleted').name).toBe(`${specimen.folder}/gone (deleted)`);
    expect(fd('pipe')).toMatchObject({ type: FD_TYPES.FIFO.id, name: `pipe:[${fd('pipe').ino}]` });
  });

  test('distinguishes descriptors that have no path', () => {
    expect(fd('event')).toMatchObject({ type: FD_TYPES.EVENT.id, name: '' });
    expect(fd('epoll')).toMatchObject({ type: FD_TYPES.EVENTPOLL.id, name: '' });
    expect(fd('memfd')).toMatchObject({ type: FD_TYPES.MEMFD.id, name: 'scratch (deleted)' });
    expect(fd('netlink')).toMatchObject({ type: FD_TYPES.NETLINK.id });
  });

  test('resolves sockets', () => {
    const { port, peer, port6, udpport } = specimen.numbers;
    const localhost = Uint8Array.from([127, 0, 0, 1]);
    const tcp = { l4proto: L4_PROTO.TCP, sourceAddress: localhost };
    expect(fd('listen')).toMatchObject({ type: FD_TYPES.IPV4_SERVSOCK.id, ...tcp, sourcePort: port });
    const tuple = { type: FD_TYPES.IPV4_SOCK.id, ...tcp, destinationAddress: localhost };
    expect(fd('client')).toMatchObject({ ...tuple, sourcePort: peer, destinationPort: port });
    expect(fd('server')).toMatchObject({ ...tuple, sourcePort: port, destinationPort: peer });
    const v6 = Uint8Array.from({ length: 16 }, (_, i) => (i === 15 ? 1 : 0));
    expect(fd('listen6')).toMatchObject({ type: FD_TYPES.IPV6_SERVSOCK.id, sourceAddress: v6, sourcePort: port6 });
    const udp = { type: FD_TYPES.IPV4_SERVSOCK.id, l4proto: L4_PROTO.UDP, sourcePort: udpport };
    expect(fd('udp')).toMatchObject(udp);
    expect(fd('unix')).toMatchObject({ type: FD_TYPES.UNIX_SOCK.id, name: 'a socket' });
  });
});

/** Sockets of UDP that stay open, and their inodes; another process opens and closes more meanwhile, for 30 s at most. */
async function openAmidOthers(count: number): Promise<{ readonly inodes: string[]; stop(): void }> {
  const open = 'IO::Socket::INET->new(Proto => "udp", LocalAddr => "127.0.0.1") or die';
  const others = spawn('perl', ['-MIO::Socket::INET', '-e', `alarm 30; while (1) { my @s = map { ${open} } 1 .. 50 }`]);
  const kept = spawn('perl', ['-MIO::Socket::INET', '-e', `$| = 1; @s = map { ${open} } 1 .. ${count}; print "x"; <>`]);
  await once(kept.stdout, 'data');
  const folder = `/proc/${kept.pid}/fd`;
  const links = readdirSync(folder).map((fd) => readlinkSync(`${folder}/${fd}`));
  const inodes = links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
  const stop = (): void => {
    others.kill('SIGKILL');
    kept.kill('SIGKILL');
  };
  return { inodes, stop };
}

test('each socket of UDP is found while others come and go', async () => {
  const { inodes, stop } = await openAmidOthers(200);
  try {
    expect(inodes.length).toBeGreaterThanOrEqual(200);
    for (let i = 0; i < 20; i++) {
      const sockets = new NamespaceSockets('/proc/self/net');
      expect(inodes.filter((ino) => sockets.find(ino) === undefined)).toEqual([]);
    }
  } finally {
    stop();
  }
});

describe('special contents of /proc', () => {
  let proc = '';
  beforeAll(() => {
    proc = mkdtempSync(join(tmpdir(), 'proc-'));
  });
  afterAll(() => rmSync(proc, { recursive: true }));

  function put(path: string, text: string): void {
    mkdirSync(dirname(join(proc, path)), { recursive: true });
    writeFileSync(join(proc, path), text, 'latin1');
  }

  const STATUS = `Name:\tx
Tgid:\t50
Pid:\t50
PPid:\t40
Uid:\t1000\t1001\t1002\t1003
Gid:\t5\t6\t7\t8
NStgid:\t50\t7
NSpid:\t50\t7
NSpgid:\t48\t1
NSsid:\t48\t1
VmSize:\t  2000 kB
VmRSS:\t   1000 kB
VmSwap:\t     10 kB
Threads:\t1
CapInh:\t0000000000000001
CapPrm:\t000001ffffffffff
CapEff:\t0000000000000000
`;

  function scan(): CaptureHeader {
    return scanMachine({ proc, etc: proc });
  }

  test('the lowest 4096 descriptors of a process are listed', () => {
    put('60/status', STATUS);
    put('60/stat', '60 (many) S 40 48 48 0 -1 4194560 11 0 12 0 0 0 0 0 20 0 1 0 100 2048000 250');
    mkdirSync(join(proc, '60/fd'));
    symlinkSync('/', join(proc, '60/cwd'));
    for (let fd = 0; fd < 4200; fd++) symlinkSync('pipe:[7]', join(proc, `60/fd/${fd}`));
    const numbers = scan()
      .fds.get(60)
      ?.map(({ fd }) => fd);
    rmSync(join(proc, '60'), { recursive: true });
    expect(numbers).toEqual(Array.from({ length: 4096 }, (_, fd) => fd));
  });

  test('a process in a container has its ids there, too', () => {
    put('50/status', STATUS);
    put('50/stat', '50 (a (b) c) S 40 48 48 34816 -1 4194560 11 0 12 0 0 0 0 0 20 0 1 0 100 2048000 250');
    put('50/cmdline', 'caf\xe9\0-x\0');
    put('50/cgroup', '0::/kubepods/pod1\n');
    put('50/limits', 'Limit  Soft  Hard\nMax open files            unlimited            unlimited            files\n');
    put('50/loginuid', '1000');
    symlinkSync('/opt/caf\u00e9 (deleted)', join(proc, '50/exe'));
    symlinkSync('/', join(proc, '50/cwd'));
    const [thread] = scan().threads;
    expect(thread).toMatchObject({ tid: 50, pid: 50, ptid: 40, vtid: 7, vpid: 7, pgid: 48, vpgid: 1, sid: 48 });
    expect(thread).toMatchObject({ comm: 'a (b) c', exe: 'caf\xe9', args: '-x\0', tty: 34816 });
    expect(thread).toMatchObject({ uid: 1001, gid: 6, loginuid: 1000, fdlimit: -1, pfminor: 11, pfmajor: 12 });
    expect(thread).toMatchObject({ vmsizeKb: 2000, vmrssKb: 1000, vmswapKb: 10 });
    expect(thread).toMatchObject({ capInheritable: 1n, capPermitted: 0x1ffffffffffn, capEffective: 0n });
    expect(thread?.exepath).toBe('/opt/caf\xc3\xa9 (deleted)');
    expect(thread?.cgroups).toBe('cpu=/kubepods/pod1\0memory=/kubepods/pod1\0cpuset=/kubepods/pod1\0');
  });

  test('no process is taken from the /proc of a pid namespace, whose pids are not those of events', () => {
    mkdirSync(join(proc, '1/ns'), { recursive: true });
    symlinkSync('pid:[4026532177]', join(proc, '1/ns/pid'));
    expect(scan().threads).toEqual([]);
    rmSync(join(proc, '1'), { recursive: true });
    expect(scan().threads).toHaveLength(1);
  });

  test('processes that end during the scan and names that are not processes are skipped', () => {
    mkdirSync(join(proc, '60'));
    put('61/status', STATUS);
    put('62abc/status', STATUS);
    put('63/status', '');
    put('63/stat', 'nonsense');
    expect(scan().threads.map(({ tid }) => tid)).toEqual([50]);
  });

  test('if a process ends while the sockets of its namespace are read, those of the next process are', () => {
    for (const pid of [70, 71]) {
      put(`${pid}/net/udp`, '  sl\n 7: 0100007F:0035 00000000:0000 07 0:0 00:0 0 0 0 909 2 0 0\n');
      for (const folder of ['ns', 'fd']) mkdirSync(join(proc, `${pid}/${folder}`));
      symlinkSync('net:[4026532177]', join(proc, `${pid}/ns/net`));
      symlinkSync('socket:[909]', join(proc, `${pid}/fd/3`));
    }
    execFileSync('mkfifo', [join(proc, '70/net/tcp')]);
    // it ends once its first file of sockets is open
    spawn('sh', ['-c', 'exec 3> 70/net/tcp; rm -r 70'], { cwd: proc, stdio: 'ignore' });
    const scanner = new DescriptorScanner(proc, 'all');
    const room = new HeaderRoom(new MemoryBudget());
    expect([70, 71].map((pid) => scanner.scan(pid, room).map(({ sourcePort }) => sourcePort))).toEqual([[], [53]]);
    rmSync(join(proc, '71'), { recursive: true });
  });

  test('a kernel worker has the same name as in events', () => {
    put('70/status', 'Name:\tkworker/0:0H-events_highpri\nPid:\t70\nPPid:\t2\nThreads:\t1\n');
    put('70/stat', '70 (kworker/0:0H-events_highpri) I 2 0 0 0 -1 0 0 0 0 0 0');
    expect(scan().threads.find(({ tid }) => tid === 70)).toMatchObject({ comm: 'kworker/0:0H', ptid: 2, vtid: 70 });
    expect(scan().fds.has(70)).toBe(false);
  });

  test('invalid lines of passwd and group are skipped', () => {
    put('passwd', 'root:x:0:0:root:/root:/bin/sh\n# comment\n+::::::\nb\xe9:x:12:13::/:/bin/false\nbroken:x:a:b:::\n');
    put('group', 'root:x:0:\n\nadm:x:4:root,you\nbad:x\n');
    const { users, groups } = scan();
    expect(users).toEqual([
      { uid: 0, gid: 0, name: 'root', home: '/root', shell: '/bin/sh' },
      { uid: 12, gid: 13, name: 'b\xe9', home: '/', shell: '/bin/false' },
    ]);
    expect(groups).toEqual([
      { gid: 0, name: 'root' },
      { gid: 4, name: 'adm' },
    ]);
  });

  test('version 1 cgroups list each controller and the named hierarchy', () => {
    const text = '9:name=systemd:/init.scope\n2:cpu,cpuacct:/a:b\n0::/unused\n';
    expect(parseCgroups(text)).toBe('name=systemd=/init.scope\0cpu=/a:b\0cpuacct=/a:b\0');
  });

  test('a truncated stat file gives zeros', () => {
    expect(parseStat('5 (x) S 1')).toEqual({ comm: 'x', pgid: 0, sid: 0, tty: 0, pfminor: 0, pfmajor: 0 });
  });

  test.each<[string, number, number]>([
    ['read only', 0o0, 1],
    ['write only, append', 0o2001, 2 | 8],
    ['read and write, create, exclusive, close on exec', 0o2000302, 3 | 4 | 32 | 4096],
    ['directory, with O_TMPFILE, which shares a bit', 0o200000, 1 | 1024 | 8192],
    ['sync, with dsync', 0o4010001, 2 | 16 | 128],
    ['large file, which is never shown', 0o100000, 1],
  ])('open flags: %s', (_what, kernel, expected) => {
    expect(scapOpenFlags(kernel)).toBe(expected);
  });
});
