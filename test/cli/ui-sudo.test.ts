/** sysshark ui under the real sudo, as a user runs it. */

import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execaSync } from 'execa';
import type { CaptureInfo, RowsAnswer } from '../../src/web/protocol.js';
import { type Launch, startInspector } from '../helpers/inspector.js';
import { describeLive } from '../helpers/live.js';
import { addSudoer, removeSudoer } from '../helpers/sudoer.js';

const USER = 'sysshark-viewer';
const AS_USER = ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--init-groups'];
const BY_SUDO: Launch = { by: [...AS_USER, 'sudo'], as: [] };
const NO_RIGHTS = '0000000000000000';

/** What /proc says of a process: its users, its effective rights, and its command line. */
function identityOf(pid: number): { readonly uids: string; readonly rights: string; readonly words: string } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const line = (name: string): string => new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1] ?? '';
  return {
    uids: line('Uid').replace(/\s+/g, ' '),
    rights: line('CapEff'),
    words: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
  };
}

/** The processes that run the program as descendants of one. */
function programsUnder(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );
  const isProgram = (one: number): boolean => /^\S*node\S* /.test(identityOf(one).words);
  return [...children.filter(isProgram), ...children.flatMap(programsUnder)];
}

describeLive('sysshark ui by sudo', () => {
  beforeAll(() => addSudoer(USER));
  afterAll(() => removeSudoer(USER));

  test('records, and shows to the user, without root', async () => {
    const uid = execaSync('id', ['-u', USER]).stdout;
    const opens = 'while (1) { open(F, "</etc/hosts"); close F; select(undef, undef, undef, 0.05) }';
    const inspector = await startInspector(['--', '/usr/bin/perl', '-e', opens], undefined, BY_SUDO);
    try {
      const { id } = await inspector.get<CaptureInfo>('/api/capture').then(() =>
        fetch(`${inspector.address}/api/views`, {
          method: 'POST',
          headers: { authorization: `Bearer ${inspector.token}` },
          body: JSON.stringify({ filter: 'evt.type=openat and fd.name=/etc/hosts and evt.dir=<' }),
        }).then((answer) => answer.json() as Promise<{ id: number }>),
      );
      let rows: RowsAnswer['events'] = [];
      while (rows.length < 3) {
        const path = `/api/views/${id}/rows?from=0&count=3&fields=proc.name,fd.name`;
        ({ events: rows } = await inspector.get<RowsAnswer>(path));
      }
      expect(rows[0]?.cells).toEqual(['perl', '/etc/hosts']);
      const programs = programsUnder(inspector.pid).map(identityOf);
      expect(programs.length).toBeGreaterThanOrEqual(2);
      const uids = Array(4).fill(uid).join(' ');
      expect(programs.filter(({ uids: found }) => found !== uids)).toEqual([]);
      const server = programs.find(({ words }) => / ui /.test(words));
      expect(server?.rights).toBe(NO_RIGHTS);
      // as the user's browser asks, which is no child of root
      const asked = execaSync(AS_USER[0] as string, [
        ...AS_USER.slice(1),
        process.execPath,
        '-e',
        `fetch(process.argv[1], { headers: { authorization: process.argv[2] } }).then((answer) => console.log(answer.status))`,
        `${inspector.address}/api/capture`,
        `Bearer ${inspector.token}`,
      ]);
      expect(asked.stdout).toBe('200');
    } finally {
      process.kill(inspector.pid, 'SIGTERM');
      await inspector.end();
    }
  });
});
