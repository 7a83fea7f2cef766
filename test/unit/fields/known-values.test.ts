import { expect, test } from '@jest/globals';
import { BUILT_IN_FIELDS } from '../../../src/fields/built-in.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { X86_64_SYSCALLS } from '../../../src/schema/syscalls/x86_64.js';

const compile = (filter: string) => () => compileFilter(filter, DEFAULT_FIELD_CONTEXT);

test.each([
  ['evt.category = files', /evt\.category is never 'files'; did you mean file\?/],
  ['evt.io_dir = in', /evt\.io_dir is never 'in': it is one of read, write/],
  ['evt.source != k8s_audit', /evt\.source is never 'k8s_audit': it is always syscall/],
  ['syscall.type = opne', /there is no system call 'opne'; did you mean open/],
  ['syscall.type = switch', /there is no system call 'switch'/],
  ['fd.typechar = file', /fd\.typechar is never 'file': it is one of o, f, d/],
  ['fd.l4proto in (tcp, quic)', /fd\.l4proto is never 'quic': it is one of tcp, udp, icmp, raw, <NA>/],
  ['fd.sockfamily = ipv4', /fd\.sockfamily is never 'ipv4'; did you mean ip\?/],
  ['fd.types intersects (file, sock)', /fd\.types is never 'sock'/],
  ['proc.stdin.type = tty', /proc\.stdin\.type is never 'tty'/],
  ['container.type = dokcer', /container\.type is never 'dokcer'; did you mean docker\?/],
  ['syslog.severity.str = error', /syslog\.severity\.str is never 'error'/],
  ['syslog.facility.str = kernel', /syslog\.facility\.str is never 'kernel'; did you mean kern\?/],
  ['evt.failed = yes', /'yes' is not true or false/],
])('a value that a field never has is an error: %s', (filter, message) => {
  expect(compile(filter)).toThrow(message);
});

test.each(['evt.category contains files', 'fd.l4proto glob t?p', 'toupper(fd.l4proto) = TCP', 'evt.source exists'])(
  'only whole values are checked: %s',
  (filter) => {
    expect(compile(filter)).not.toThrow();
  },
);

test('every listed value is accepted', () => {
  const fields = BUILT_IN_FIELDS.fields.filter(({ values }) => values !== undefined);
  expect(fields.length).toBeGreaterThan(12);
  for (const { name, values = [], isList } of fields)
    for (const value of values)
      expect(compile(isList ? `${name} in ("${value}")` : `${name} = "${value}"`)).not.toThrow();
});

test('every call that is named after its number is an event type', () => {
  for (const { name } of X86_64_SYSCALLS) expect(compile(`evt.type=${name} and syscall.type=${name}`)).not.toThrow();
});
