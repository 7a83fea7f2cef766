import { expect, test } from '@jest/globals';
import { EC, EF, event, STATE_FLAGS } from '../../../src/schema/event.js';
import { EVENTS, hasEventFlags } from '../../../src/schema/events.js';
import { SKIP, skipRuleOf } from '../../../src/state/skip-rules.js';
import { UPDATES } from '../../../src/state/updates/table.js';

const EXIT = EVENTS.length | 1;

test('an event that changes state in unknown ways is never skipped', () => {
  const made = event(EXIT, 'MADE_UP_X', 'made_up', EC.FILE | EC.SYSCALL, EF.MODIFIES_STATE, []);
  expect(skipRuleOf(made)).toBe(SKIP.NEVER);
});

test('a failed call is skipped only if its row says that it then changes nothing', () => {
  const change = EF.MODIFIES_STATE | EF.CREATES_FD;
  const rules = EVENTS.filter(({ id, flags }) => id % 2 === 1 && (flags & change) === change)
    .filter(({ flags }) => (flags & EF.FAILS_CLEANLY) === 0)
    .map(skipRuleOf);
  expect(rules.length).toBeGreaterThan(10);
  expect(rules).not.toContain(SKIP.FAILS);
});

test('every event that updates the state says so: live captures record it, whatever the filter', () => {
  const silent = EVENTS.filter(
    ({ id }) => UPDATES[id] !== undefined && !hasEventFlags(id, STATE_FLAGS | EF.REPORTS_USE),
  ).map(({ code }) => code);
  expect(silent).toEqual([]);
});
