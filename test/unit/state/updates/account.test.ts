import { expect, test } from '@jest/globals';
import { int, text } from '../../../helpers/event-samples.js';
import { namedEvent } from '../../../helpers/process-events.js';
import { lastPrinted } from '../../../helpers/story.js';

const AFTER = namedEvent('GETUID_E', 1000);
const user = { uid: int(1000, 4), gid: int(1000, 4), name: text('renamed'), home: text('/srv'), shell: text('/bin/x') };
const NAMES = '%user.name %user.homedir %user.shell %group.name';

test('added accounts replace those of the same number', () => {
  expect(lastPrinted(NAMES, namedEvent('USER_ADDED_E', 1, user), AFTER)).toBe('renamed /srv /bin/x users');
  const group = { gid: int(1000, 4), name: text('others') };
  expect(lastPrinted(NAMES, namedEvent('GROUP_ADDED_E', 1, group), AFTER)).toBe('user /home/user /bin/sh others');
});

test('deleted accounts are gone', () => {
  expect(lastPrinted('%user.name', namedEvent('USER_DELETED_E', 1, user), AFTER)).toBe('<NA>');
  expect(lastPrinted('%group.name', namedEvent('GROUP_DELETED_E', 1, { gid: int(1000, 4) }), AFTER)).toBe('<NA>');
});

test('accounts of a container are separate from those of the machine', () => {
  const elsewhere = { ...user, container_id: text('c0ffee') };
  expect(lastPrinted('%user.name', namedEvent('USER_ADDED_E', 1, elsewhere), AFTER)).toBe('user');
});
