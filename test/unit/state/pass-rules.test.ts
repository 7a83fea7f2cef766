import { expect, test } from '@jest/globals';
import { EC, EF, event } from '../../../src/schema/event.js';
import { EVENTS } from '../../../src/schema/events.js';
import { PASS, passRuleOf } from '../../../src/state/pass-rules.js';

const EXIT = EVENTS.length | 1;

test('an event of which only is known that it changes state is never passed over', () => {
  const made = event(EXIT, 'MADE_UP_X', 'made_up', EC.FILE | EC.SYSCALL, EF.MODIFIES_STATE, []);
  expect(passRuleOf(made)).toBe(PASS.NEVER);
});

test('a failed call is passed over only where its row says that it changes nothing then', () => {
  const change = EF.MODIFIES_STATE | EF.CREATES_FD;
  const rules = EVENTS.filter(({ id, flags }) => id % 2 === 1 && (flags & change) === change)
    .filter(({ flags }) => (flags & EF.FAILS_CLEANLY) === 0)
    .map(passRuleOf);
  expect(rules.length).toBeGreaterThan(10);
  expect(rules).not.toContain(PASS.FAILS);
});
