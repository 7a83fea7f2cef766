import { expect, test } from '@jest/globals';
import { buttonLines, readButtons, readRules, ruleLines } from '../../../page/rules/lines.js';

const RULES = `# DO NOT EDIT
@Failed Syscall@(evt.failed == True) && !(evt.res == "EAGAIN")@[56797,28270,24158][0,0,0]
!@Command Executions@evt.type == "execve"@[38807,57568,17990][0,0,0]
@a@fd.name contains "@home"@[0,0,0][65535,65535,65535]
`;

test('colour rules of Stratoshark are read as they are, and written again', () => {
  const { items, wrong } = readRules(RULES);
  expect(wrong).toEqual([]);
  expect(items).toEqual([
    {
      name: 'Failed Syscall',
      filter: '(evt.failed == True) && !(evt.res == "EAGAIN")',
      background: '#dd6e5e',
      text: '#000000',
      isOff: false,
    },
    { name: 'Command Executions', filter: 'evt.type == "execve"', background: '#97e046', text: '#000000', isOff: true },
    { name: 'a', filter: 'fd.name contains "@home"', background: '#000000', text: '#ffffff', isOff: false },
  ]);
  expect(readRules(ruleLines(items))).toEqual({ items, wrong: [] });
  expect(readRules('@a@b\n\nevt.type=open').wrong).toEqual([1, 3]);
});

test('filter buttons of Stratoshark are read as they are, those that are off left out', () => {
  const text = [
    '# generated',
    '"TRUE","Cmd // All Command Executions","evt.type == \\x22execve\\x22","\\x22a\\x22"',
    '"FALSE","File // Opens W","evt.is_open_write == True",""',
    '"TRUE","Plain","proc.name == ""nginx""",""',
  ].join('\n');
  const { items, wrong } = readButtons(text);
  expect(wrong).toEqual([]);
  expect(items).toEqual([
    { path: ['Cmd', 'All Command Executions'], filter: 'evt.type == "execve"', comment: '"a"' },
    { path: ['Plain'], filter: 'proc.name == "nginx"' },
  ]);
  expect(readButtons(buttonLines(items))).toEqual({ items, wrong: [] });
  expect(readButtons('TRUE,a,b\n"TRUE","a"').wrong).toEqual([1, 2]);
});
