import { cpus, release } from 'node:os';
import { resolve } from 'node:path';
import { benchCalls } from './calls.js';
import { benchFleet } from './fleet.js';
import { benchHelpers } from './helpers.js';
import { benchInspector } from './inspector.js';
import { benchLogs } from './logs.js';
import { benchFreeNginx, benchNginx, type NginxRow } from './nginx.js';
import { benchPlugins } from './plugins.js';
import { benchReading } from './reading.js';
import { benchSql } from './sql.js';
import { benchStart } from './start.js';
import { benchStorm } from './storm.js';
import { benchStranger } from './stranger.js';

// compiled to build/bench
const ROOT = resolve(import.meta.dirname, '../..');
const SHARED = resolve(ROOT, process.env['SYSSHARK_SHARED'] ?? '../shared');
const SYSSHARK = resolve(ROOT, 'bin/sysshark');
// under sudo, captures would continue as its caller, who may not write to this folder
delete process.env['SUDO_UID'];

function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  for (const row of [head, head.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
  console.log('');
}

const seconds = (value: number | null): string => (value === null || Number.isNaN(value) ? '' : value.toFixed(2));

/** The time that each adds to the first, as a multiple of what the second (the empty probe) adds: it varies less between machines. */
function timesEmpty(times: readonly number[]): readonly string[] {
  const [untraced = Number.NaN, empty = Number.NaN] = times;
  return times.map((time, i) => (i === 0 ? '' : ((time - untraced) / (empty - untraced)).toFixed(1)));
}

async function printStorm(): Promise<void> {
  const rows = await benchStorm(SYSSHARK);
  const added = timesEmpty(rows.map((row) => row.seconds));
  printTable(
    ['storm (dd bs=1)', 's', 'slowdown', 'added, in empty probes', 'CPU s of the tracer', 'note'],
    rows.map((row, i) => [
      row.name,
      seconds(row.seconds),
      (row.seconds / (rows[0]?.seconds ?? Number.NaN)).toFixed(2),
      added[i] as string,
      seconds(row.cpu),
      row.note,
    ]),
  );
}

function printNginxRows(title: string, rows: readonly NginxRow[]): void {
  const added = timesEmpty(rows.map((row) => 1 / row.rate));
  const head = ['requests/s', 'of untraced', 'added a request, in empty probes', 'CPU of the tracer', 'µs a request'];
  printTable(
    [title, ...head, 'its MB without BPF maps', 'note'],
    rows.map((row, i) => [
      row.name,
      row.rate.toFixed(0),
      `${((row.rate / (rows[0]?.rate ?? Number.NaN)) * 100).toFixed(0)} %`,
      added[i] as string,
      row.cpu === null ? '' : `${(row.cpu * 100).toFixed(0)} %`,
      row.cpuPerRequest === null ? '' : (row.cpuPerRequest * 1e6).toFixed(1),
      row.resident?.toFixed(0) ?? '',
      row.note,
    ]),
  );
}

async function printNginx(): Promise<void> {
  printNginxRows('nginx on CPU 0 under wrk -t1 -c8 on CPU 1', await benchNginx(SYSSHARK));
  printNginxRows('the same, nothing on a CPU of its own', await benchFreeNginx(SYSSHARK));
}

async function printReading(): Promise<void> {
  const programs = {
    sysshark: SYSSHARK,
    refscap: resolve(ROOT, 'build/oracle/refscap'),
    floor: resolve(import.meta.dirname, 'floor.js'),
    keepColumns: resolve(import.meta.dirname, 'keep-columns.js'),
  };
  const rows = await benchReading(programs, resolve(SHARED, 'captures/sf-setns.scap'));
  printTable(
    ['capture', 'job', 'sysshark, s', 'refscap, s', 'times as fast'],
    rows.map((row) => [
      row.capture,
      row.what,
      seconds(row.sysshark),
      seconds(row.refscap),
      Number.isNaN(row.refscap) ? '' : (row.refscap / row.sysshark).toFixed(1),
    ]),
  );
}

async function printLogs(): Promise<void> {
  const programs = { sysshark: SYSSHARK, inflate: resolve(import.meta.dirname, 'inflate.js') };
  const rows = await benchLogs(programs, resolve(SHARED, 'reference/cloud/data/cloudtrail/AWSLogs'));
  printTable(
    ['CloudTrail, gzip, `ct.error exists`', 'MB of text per CPU s', 'not compressed', 'inflate alone', 'start, CPU s'],
    rows.map(({ folder, sysshark, plain, inflate, start }) => [
      folder,
      ...[sysshark, plain, inflate].map((rate) => rate.toFixed(0)),
      seconds(start),
    ]),
  );
}

async function printPlugins(): Promise<void> {
  printTable(
    ['fields of a library in system calls', 'CPU s', 'µs an event and field'],
    (await benchPlugins(SYSSHARK)).map(({ fields, cpu, each }) => [
      `${fields}`,
      seconds(cpu),
      Number.isNaN(each) ? '' : each.toFixed(2),
    ]),
  );
}

async function printStart(): Promise<void> {
  const rows = await benchStart(SYSSHARK);
  printTable(
    ['start', 'fastest, s', 'median, s', 'CPU s of sysshark'],
    rows.map((row) => [row.name, seconds(row.fastest), seconds(row.median), seconds(row.cpu)]),
  );
}

async function printStranger(): Promise<void> {
  const rows = await benchStranger(SYSSHARK);
  const added = timesEmpty(rows.map((row) => row.pairNs));
  printTable(
    [
      'a stranger that opens and closes a file',
      'CPU ns a pair',
      'added, in empty probes',
      'CPU of the tracer',
      'MB',
      'note',
    ],
    rows.map((row, i) => [
      row.name,
      row.pairNs.toFixed(0),
      added[i] as string,
      row.cpu === null ? '' : `${(row.cpu * 100).toFixed(0)} %`,
      row.bytes === null ? '' : (row.bytes / 1e6).toFixed(1),
      row.note,
    ]),
  );
}

async function printCalls(): Promise<void> {
  const rows = await benchCalls(SYSSHARK);
  const names = [...(rows[0]?.ns.keys() ?? [])];
  printTable(
    ['CPU ns a call', ...names, 'note'],
    rows.map(({ name, ns, note }) => [name, ...names.map((call) => ns.get(call)?.toFixed(0) ?? ''), note]),
  );
}

function printHelpers(): Promise<void> {
  printTable(
    ['call in a program of the kernel', 'ns'],
    benchHelpers().map(([name, ns]) => [name.replaceAll('_', ' '), ns.toFixed(1)]),
  );
  return Promise.resolve();
}

async function printInspector(): Promise<void> {
  const small = resolve(SHARED, 'captures/sf-setns.scap');
  const { name, rows } = await benchInspector(SYSSHARK, small, process.env['SYSSHARK_BENCH_CAPTURE']);
  printTable(
    [`inspector (${name})`, 'goal', 'found'],
    rows.map(({ figure, goal, found }) => [figure, goal, found]),
  );
}

async function printFleet(): Promise<void> {
  const { hosts, collectors } = await benchFleet(SYSSHARK);
  printTable(
    ['a program with 100,000 events/s', 'CPU of sysshark', 'GB a day', 'delay of events, s'],
    hosts.map(({ name, cpu, bytesADay, delay }) => [
      name,
      `${(cpu * 100).toFixed(1)} %`,
      (bytesADay / 1e9).toFixed(1),
      delay?.map((value) => value.toFixed(1)).join(' to ') ?? '',
    ]),
  );
  printTable(
    ['shippers that replay', 'events', 's', 'CPU s of the collector', 'events per CPU s of it', 'CPU s of a shipper'],
    collectors.map(({ name, events, seconds: elapsed, collector, shipper }) => [
      name,
      `${events}`,
      seconds(elapsed),
      seconds(collector),
      (events / collector).toFixed(0),
      seconds(shipper),
    ]),
  );
}

async function printSql(): Promise<void> {
  const { name, rows } = await benchSql(SYSSHARK, process.env['SYSSHARK_BENCH_CAPTURE']);
  printTable(
    [`questions about ${name}`, 'CPU s'],
    rows.map(({ what, cpu }) => [what, seconds(cpu)]),
  );
}

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  calls: printCalls,
  helpers: printHelpers,
  storm: printStorm,
  stranger: printStranger,
  nginx: printNginx,
  reading: printReading,
  logs: printLogs,
  plugins: printPlugins,
  start: printStart,
  inspector: printInspector,
  fleet: printFleet,
  sql: printSql,
};
const chosen = process.argv.slice(2);
console.log(`node ${process.version}, kernel ${release()}, ${cpus().length} CPUs (${cpus()[0]?.model ?? '?'})\n`);
for (const [name, bench] of Object.entries(BENCHES)) if (chosen.length === 0 || chosen.includes(name)) await bench();
