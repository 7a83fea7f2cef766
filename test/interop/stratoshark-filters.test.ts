/** Filters that Stratoshark saves for its colours and buttons are understood as they are, and select what they select there. */
import { expect, test } from '@jest/globals';
import { selectedNumbers } from '../helpers/event-walk.js';
import { displayOraclePath, runOracle } from '../helpers/oracle.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

/** Files, sockets, new processes and failed calls. */
const CAPTURES = ['sf-nginx', 'libs-curl-google'] as const;

const OPENS = 'evt.type == "open" || evt.type == "openat" || evt.type == "openat2"';
const SYSTEM_FILES = ['^/bin/', '^/etc/', '^/LIB/', '^/usr/lib'].map((part) => `fd.name matches "${part}"`);
const REGEX = '(/bin/|/etc/|/(l|L)(i|I)(b|B)/|/usr/lib).*';

/** As it is saved, and in the words of the reference. */
const FILTERS: readonly (readonly [saved: string, reference: string])[] = [
  [
    '(evt.failed == True) && !(evt.res == "EAGAIN") && !(evt.res == "EALREADY")',
    'evt.failed = true and not (evt.res in (EAGAIN, EALREADY))',
  ],
  ['sysdig.event_name == "openat"', 'evt.type = openat'],
  ['sysdig.event_name == "notification"', 'evt.type = notification'],
  ['evt.type=="clone" || evt.type=="fork"', 'evt.type in (clone, fork)'],
  [
    '(evt.is_io == True) && (evt.category == "net") && (evt.is_io_write == True)',
    'evt.category = net and evt.is_io_write = true',
  ],
  ['(evt.is_io == True) && (evt.category == "net")', 'evt.category = net and evt.is_io = true'],
  [`(${OPENS}) && (evt.is_open_write == False)`, 'evt.type in (open, openat, openat2) and evt.is_open_write = false'],
  ['evt.category=="file" && evt.is_io == True', 'evt.category = file and evt.is_io = true'],
  [
    `evt.is_io == True && evt.dir == "<" && (${SYSTEM_FILES.join(' || ')})`,
    `evt.is_io = true and evt.dir = < and fd.name regex "${REGEX}"`,
  ],
  ['evt.type==init_module || evt.type==finit_module', 'evt.type in (init_module, finit_module)'],
];

describeWithShared('filters of Stratoshark', () => {
  let found = 0;

  test.each(FILTERS)('%s', async (saved, reference) => {
    for (const capture of CAPTURES) {
      const args = ['-f', reference, '-p', '%evt.num'];
      const theirs = runOracle(sharedPath('captures', `${capture}.scap`), args, displayOraclePath());
      const ours = await selectedNumbers(sharedPath('captures', `${capture}.scap`), saved);
      expect(theirs.stderr).toBe('');
      expect(ours).toEqual(theirs.lines);
      found += ours.length;
    }
  });

  test('most of them select something', () => {
    expect(found).toBeGreaterThan(100);
  });
});
