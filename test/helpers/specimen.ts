import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Opens one descriptor of every common kind, says which numbers they got, and waits. */
const PROGRAM = `
import os, select, socket, sys, threading
keep = {}
keep['file'] = os.open('log file', os.O_CREAT | os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
keep['folder'] = os.open('.', os.O_RDONLY | os.O_DIRECTORY)
keep['pipe'] = os.pipe()[0]
keep['event'] = os.eventfd(0)
ep = select.epoll(); keep['epoll'] = ep.fileno()
keep['memfd'] = os.memfd_create('scratch')
keep['null'] = os.open('/dev/null', os.O_WRONLY)
s = socket.create_server(('127.0.0.1', 0)); keep['listen'] = s.fileno()
c = socket.create_connection(s.getsockname()); keep['client'] = c.fileno()
a, _ = s.accept(); keep['server'] = a.fileno()
s6 = socket.create_server(('::1', 0), family=socket.AF_INET6); keep['listen6'] = s6.fileno()
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(('127.0.0.1', 0)); keep['udp'] = u.fileno()
x = socket.socket(socket.AF_UNIX); x.bind('a socket'); x.listen(); keep['unix'] = x.fileno()
n = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0); n.bind((0, 0)); keep['netlink'] = n.fileno()
g = os.open('gone', os.O_CREAT | os.O_RDWR); os.unlink('gone'); keep['deleted'] = g
e = threading.Event()
t = threading.Thread(target=e.wait); t.start()
print('|'.join(f'{k}={v}' for k, v in keep.items()), f"port={s.getsockname()[1]}", f"peer={c.getsockname()[1]}", f"port6={s6.getsockname()[1]}", f"udpport={u.getsockname()[1]}", f"thread={t.native_id}", sep='|', flush=True)
sys.stdin.read()
e.set()
`;

/** A process with descriptors of every common kind and two threads. */
export interface Specimen {
  readonly pid: number;
  readonly folder: string;
  readonly args: readonly string[];
  /** Descriptor numbers and ports by the name that PROGRAM gives them. */
  readonly numbers: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** Starts the process and waits until all is open. */
export async function startSpecimen(): Promise<Specimen> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'specimen-')));
  const args = ['-c', PROGRAM, 'an argument', '', 'last'];
  const child: ChildProcess = spawn('/usr/bin/python3', args, {
    cwd: folder,
    env: { ONE: '1', TWO: 'zwei' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const line = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', () => reject(new Error('the specimen ended early')));
  });
  const numbers = Object.fromEntries(line.split('|').map((pair) => pair.split('=') as [string, string]));
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.stdin?.end();
    await ended;
    rmSync(folder, { recursive: true });
  };
  const asNumbers = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)]));
  return { pid: child.pid as number, folder, args, numbers: asNumbers, stop };
}
