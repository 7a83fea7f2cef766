import { expect, test } from '@jest/globals';
import { describeLive } from '../helpers/live.js';
import { type JsonEvent, ndjsonValidator } from '../helpers/ndjson.js';
import { sysshark } from '../helpers/sysshark.js';

describeLive('-T ndjson of this machine', () => {
  test('is valid by the schema, and names what a command opened', async () => {
    const isValid = ndjsonValidator();
    const { stdout, exitCode } = await sysshark(['-T', 'ndjson', '--', 'ls', '-l', '/etc']);
    const events = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as JsonEvent);
    expect(exitCode).toBe(0);
    for (const event of events) expect(isValid(event) || { event, errors: isValid.errors }).toBe(true);
    const opened = events.filter(({ type, dir, fd }) => type === 'openat' && dir === '<' && fd?.name === '/etc');
    expect(
      opened.map(({ process, fd, result }) => ({ name: process?.['name'], type: fd?.type, same: fd?.num === result })),
    ).toEqual([{ name: 'ls', type: 'directory', same: true }]);
  });
});
