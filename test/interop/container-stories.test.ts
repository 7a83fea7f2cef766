import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter } from '../../src/filter/filter.js';
import { compileFormat } from '../../src/output/format.js';
import { EventRun } from '../helpers/event-run.js';
import { int, text } from '../helpers/event-samples.js';
import { selectedNumbers, walkEvents } from '../helpers/event-walk.js';
import { runOracle } from '../helpers/oracle.js';
import { cloneExit, execExit, namedEvent, type ProcessParts } from '../helpers/process-events.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, type EventParts, eventBlock } from '../helpers/scap.js';
import { describeWithShared } from '../helpers/shared.js';

const ID = '3b4d5e6f7a8b9c0d1e2f3b4d5e6f7a8b9c0d1e2f3b4d5e6f7a8b9c0d1e2f1234';
const CGROUPS = `cpu=/docker/${ID}`;
const LATER_ID = ID.replaceAll('3', '7');
const LATER_CGROUPS = `cpu=/docker/${LATER_ID}`;
const CHILD_IN_PIDNS = 1 << 29;
const FORMAT = [
  '*%evt.num %thread.tid %proc.name %container.id %proc.vpid %proc.cwd|%proc.fdlimit %thread.ismain',
  '%proc.is_container_healthcheck %proc.is_container_liveness_probe %proc.is_container_readiness_probe',
  '%proc.args|%proc.cmdnargs|%container.full_id %container.name %container.type %container.privileged %container.host_pid',
  '%container.mounts|%container.ip %container.healthcheck %container.image',
].join(' ');

const containerOf = (type: number, id = ID): EventParts =>
  namedEvent('CONTAINER_JSON_E', -1, {
    json: text(
      JSON.stringify({
        container: {
          id: id.slice(0, 12),
          full_id: id,
          type,
          name: 'web',
          image: 'nginx',
          imageid: '',
          imagerepo: '',
          imagetag: '',
          imagedigest: '',
          ip: '0.0.0.0',
          privileged: false,
          Mounts: [],
          Healthcheck: { exe: '/bin/check', args: ['-q'] },
          LivenessProbe: { exe: '/bin/live', args: ['a', 'b'] },
          ReadinessProbe: { exe: '/bin/ready', args: [] },
        },
      }),
    ),
  });

const container = containerOf(0);

const fstat = (tid: number): EventParts => namedEvent('FSTAT_E', tid, { fd: int(3, 8) });
const inside = (tid: number, program: string, more: Partial<ProcessParts> = {}): ProcessParts => ({
  tid,
  program,
  cgroups: CGROUPS,
  ...more,
});

const STORIES: Readonly<Record<string, readonly EventParts[]>> = {
  'a check of the container makes its children checks, whatever they run': [
    execExit(inside(2000, 'check', { args: ['-q'] })),
    fstat(2000),
    execExit(inside(3000, 'live', { args: ['a', 'b'] })),
    fstat(3000),
    execExit(inside(1000, 'ready')),
    fstat(1000),
    cloneExit(inside(1000, 'ready'), 5000),
    fstat(5000),
    execExit(inside(5000, 'other')),
    fstat(5000),
  ],
  'a clone with the command line of a check is a check': [cloneExit(inside(3000, 'ready'), 5000), fstat(5000)],
  'what the first process of a container starts is not a check': [
    cloneExit(inside(2000, 'web', { flags: CHILD_IN_PIDNS }), 1),
    cloneExit(inside(8000, 'web', { vtid: 1, vpid: 1, ptid: 2000 }), 0),
    execExit(inside(8000, 'ready')),
    fstat(8000),
    cloneExit(inside(8001, 'web', { vtid: 2, vpid: 2, ptid: 8000 }), 0),
    execExit(inside(8001, 'ready')),
    fstat(8001),
  ],
  'containers without a record': [
    execExit(inside(2000, 'web', { cgroups: CGROUPS.replaceAll(/\d/g, '7') })),
    execExit(inside(2000, 'web', { cgroups: 'cpu=/lxc/NAME' })),
  ],
  'tasks in a pid namespace, without a known container': [
    cloneExit({ tid: 8000, ptid: 2000, vtid: 1, vpid: 1, program: 'in', flags: CHILD_IN_PIDNS }, 0),
    cloneExit({ tid: 8001, ptid: 2000, vtid: 2, vpid: 2, program: 'in' }, 0),
    fstat(8001),
  ],
  'containers of every named engine': [0, 1, 2, 3, 4, 6, 7, 8, 9, 11].flatMap((type) => [
    containerOf(type),
    execExit(inside(2000, 'web')),
  ]),
  'one empty argument counts as none, two count as two': [[], [''], ['', ''], ['a', ''], ['', 'a']].map((args) =>
    execExit({ tid: 2000, program: 'ready', args }),
  ),
  'a process without a parent is classified by its next command line': [
    cloneExit(inside(8000, 'web', { vtid: 1, vpid: 1, ptid: 2000 }), 0),
    cloneExit(inside(8001, 'web', { vtid: 2, vpid: 2, ptid: 8000 }), 0),
    namedEvent('PROCEXIT_1_E', 8000),
    execExit(inside(8001, 'ready')),
    fstat(8001),
    execExit(inside(8001, 'other')),
    fstat(8001),
    execExit(inside(8001, 'live', { args: ['a', 'b'] })),
    fstat(8001),
  ],
  'an exec of an old recorder, without control groups, does not start a check': [
    cloneExit(inside(8001, 'web', { ptid: 2000 }), 0),
    execExit(inside(8001, 'ready'), 0, 'EXECVE_15_X'),
    fstat(8001),
    execExit(inside(8001, 'ready'), 0, 'EXECVE_16_X'),
    fstat(8001),
  ],
  'a container whose record comes after its first process': [
    cloneExit(inside(8000, 'web', { vtid: 1, vpid: 1, ptid: 2000, cgroups: LATER_CGROUPS }), 0),
    cloneExit(inside(8001, 'web', { vtid: 2, vpid: 2, ptid: 8000, cgroups: LATER_CGROUPS }), 0),
    namedEvent('PROCEXIT_1_E', 8000),
    containerOf(0, LATER_ID),
    cloneExit(inside(8002, 'ready', { vtid: 3, vpid: 3, ptid: 8001, cgroups: LATER_CGROUPS }), 0),
    fstat(8002),
  ],
  'the same command line outside the container is not a check': [
    execExit({ tid: 2000, program: 'ready' }),
    fstat(2000),
  ],
};

describeWithShared('stories of containers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-containers-'));
  const path = join(folder, 'story.scap');
  afterAll(() => rmSync(folder, { recursive: true }));

  function write(events: readonly EventParts[]): void {
    const blocks = events.map((one, i) =>
      eventBlock({ ts: 1_700_000_000_000_000_000n + BigInt(i) * 1_000_000n, ...one }),
    );
    writeFileSync(path, capture(blocks, sampleHeader()));
  }

  test.each(Object.keys(STORIES))('%s', async (name) => {
    write([fstat(2000), container, ...(STORIES[name] as readonly EventParts[])]);
    const emit = compileFormat(FORMAT, DEFAULT_FIELD_CONTEXT);
    const lines: string[] = [];
    await walkEvents(path, { each: (evt) => lines.push(emit(evt) ?? '') });
    expect(lines).toEqual(runOracle(path, ['-p', FORMAT]).lines);
  });

  test('evt.around holds for the events near a time', async () => {
    write(Array.from({ length: 9 }, () => fstat(2000)));
    const filter = 'evt.around[1700000000004000000]=2';
    const numbers = await selectedNumbers(path, filter);
    expect(numbers).toEqual(runOracle(path, ['-f', filter, '-p', '%evt.num']).lines);
    expect(numbers).toHaveLength(5);
    expect(() => compileFilter('evt.around[1]>2', DEFAULT_FIELD_CONTEXT)).toThrow("only be compared by '='");
    expect(() => compileFilter('evt.around[soon]=2', DEFAULT_FIELD_CONTEXT)).toThrow('not a time');
  });

  test.each([
    'ID:3b4d5e6f7a8b9c0d1e2f;Event: start;name: foo;Image: nginx@sha256:abc',
    'Event:stop; ID: short; Image:sha256:abc:def',
    'Image: x;Event: a:b; Name: y;name:z',
    'Events: x; IDx:y; names: z;Images:  k  ',
    'Image:reg:5000/nginx@sha256:abc',
    'nothing',
  ])('the text of an infrastructure event is taken apart: %s', (description) => {
    const event = namedEvent('INFRASTRUCTURE_EVENT_E', 2000, { description: text(description) });
    const format =
      '*%evt.infra.docker.name|%evt.infra.docker.container.id|%evt.infra.docker.container.name|%evt.infra.docker.container.image';
    write([event]);
    const run = new EventRun(sampleHeader());
    run.apply(event);
    expect([compileFormat(format, DEFAULT_FIELD_CONTEXT)(run.evt)]).toEqual(
      runOracle(path, ['-D', '-p', format]).lines,
    );
  });
});
