/** The ends of sockets that listen, and of connections, by role and by location. */
import { expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { compileFormat } from '../../../src/output/format.js';
import { EventRun } from '../../helpers/event-run.js';
import { int } from '../../helpers/event-samples.js';
import { namedEvent } from '../../helpers/process-events.js';
import { sampleHeader } from '../../helpers/sample-machine.js';
import { AF, address, LOCAL, PEER, SOCK, SocketCalls, tuple } from '../../helpers/socket-events.js';

const SERVER = 1000;
const ANY = '00000000';
const FORMAT = '*%fd.lip:%fd.lport(%fd.lproto) %fd.rip:%fd.rport %fd.sip:%fd.sport(%fd.sproto) %fd.cip:%fd.cport';

function endsAfter(...events: Parameters<EventRun['apply']>[0][]): EventRun {
  const run = new EventRun(sampleHeader());
  for (const event of events) run.apply(event);
  return run;
}

const textOf = ({ evt }: EventRun): string | null => compileFormat(FORMAT, DEFAULT_FIELD_CONTEXT)(evt);
const passes = ({ evt }: EventRun, filter: string): boolean => compileFilter(filter, DEFAULT_FIELD_CONTEXT).test(evt);

const calls = new SocketCalls(SERVER, 20);
const listening = endsAfter(...calls.socket(AF.INET, SOCK.STREAM), ...calls.bind(address([ANY, 80])));
const accepted = endsAfter(...calls.accept(tuple([PEER, 40000], [LOCAL, 80])));

test('a listening socket has a local end and no remote one', () => {
  expect(textOf(listening)).toBe('0.0.0.0:80(80) <NA>:<NA> 0.0.0.0:80() <NA>:<NA>');
  for (const filter of ['fd.lport=80', 'fd.lip=0.0.0.0', 'fd.lnet=0.0.0.0/8', 'fd.lproto=80'])
    expect([filter, passes(listening, filter)]).toEqual([filter, true]);
  expect(passes(listening, 'fd.lport=81 or fd.rport exists or fd.rip exists')).toBe(false);
});

test('so the local port is that of the connections that it accepts', () => {
  expect(textOf(accepted)).toBe('10.0.0.1:80(80) 10.0.1.2:40000 10.0.0.1:80(80) 10.0.1.2:40000');
});

test('a connect that fails has the other end that it asked for', () => {
  const fd = int(21, 8);
  const enter = namedEvent('CONNECT_E', SERVER, { fd, addr: address([PEER, 5432]) });
  const refused = namedEvent('CONNECT_X', SERVER, { res: int(-111, 8), fd });
  const socket = new SocketCalls(SERVER, 21).socket(AF.INET, SOCK.STREAM);
  const ends = '<NA>:<NA>(<NA>) 10.0.1.2:5432 10.0.1.2:5432(5432) <NA>:<NA>';
  for (const run of [endsAfter(...socket, enter), endsAfter(...socket, enter, refused)]) {
    expect(textOf(run)).toBe(ends);
    expect(passes(run, 'fd.sport=5432 and fd.snet=10.0.0.0/8 and fd.rip=10.0.1.2')).toBe(true);
    expect(passes(run, 'fd.cip exists or fd.lport exists')).toBe(false);
  }
  const nameAfter = endsAfter(...socket, enter, refused);
  expect(compileFormat('%fd.name', DEFAULT_FIELD_CONTEXT)(nameAfter.evt)).toBe('0.0.0.0:0->10.0.1.2:5432');
});
