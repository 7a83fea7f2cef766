/** Calls as strace sees them in the same run: it traces the programs, and both are captured. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { describeLive } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { compareWithStrace } from '../helpers/straced-run.js';
import { shell } from '../helpers/sysshark.js';
import { compileProgram } from '../native/harness.js';

const MAKEFILE = 'all: a b\n\na b:\n\ttouch $@; sleep 0.01; readlink -f $@; stat -c %n $@\n';
/** Makes a database, starts a server on it, fills a table, and stops the server. */
const POSTGRESQL = `set -e
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
cd "$1"
$bin/initdb -D "$1"
$bin/pg_ctl -D "$1" -w -l "$1/log" -o "-k $1 -c listen_addresses=" start
$bin/psql -h "$1" -c 'create table numbers as select generate_series(1, 1000)' postgres
$bin/pg_ctl -D "$1" -w stop
`;
/** PostgreSQL writes much, and strace prints it. */
const ROOM_MS = 240_000;

describeLive('the calls of programs', () => {
  const scratch = makeScratch();
  afterAll(() => scratch.remove());
  const folder = scratch.path('work');
  mkdirSync(folder);
  writeFileSync(`${folder}/Makefile`, MAKEFILE);

  /** Installs a package from a tarball, without a network, and runs its script. */
  async function npmInstall(): Promise<string> {
    const [dependency, app] = [`${folder}/dependency`, `${folder}/app`];
    for (const path of [dependency, app]) mkdirSync(path);
    const scripts = { install: 'node -e 1' };
    writeFileSync(`${dependency}/package.json`, JSON.stringify({ name: 'dependency', version: '1.0.0', scripts }));
    writeFileSync(`${app}/package.json`, JSON.stringify({ name: 'app', version: '1.0.0' }));
    const options = `--offline --no-audit --no-fund --no-update-notifier --cache ${folder}/cache`;
    await shell(`cd ${dependency} && npm pack --silent ${options}`);
    return `npm install ${options} --prefix ${app} ${dependency}/dependency-1.0.0.tgz`;
  }

  async function gitClone(): Promise<string> {
    const from = `${folder}/from`;
    const commit = 'git -c user.name=name -c user.email=name@example.org commit -qm first';
    await shell(`git init -q ${from} && cd ${from} && cp ../Makefile . && git add . && ${commit}`);
    return `git clone -q ${from} ${folder}/to`;
  }

  /** As another user: PostgreSQL refuses root. */
  async function postgresql(): Promise<string> {
    const [data, script] = [`${folder}/data`, `${folder}/postgresql.sh`];
    for (const path of [scratch.path(''), folder]) chmodSync(path, 0o755);
    writeFileSync(script, POSTGRESQL);
    await shell(`mkdir ${data} && chown postgres ${data}`);
    return `setpriv --reuid=postgres --regid=postgres --clear-groups sh ${script} ${data}`;
  }

  test.each([
    ['one of each on files', () => `${compileProgram('calls-files', folder)} ${folder}`, 60],
    ['one of each on processes and the system', () => compileProgram('calls-processes', folder), 100],
    ['make, with shells and tools', () => `make -C ${folder} -B`, 900],
    ['npm install', npmInstall, 15_000],
    ['git clone', gitClone, 1000],
    ['PostgreSQL', postgresql, 30_000],
  ])(
    'are the same to strace: %s',
    async (_, command, least) => {
      const [file, trace] = [scratch.path('calls.scap'), scratch.path('trace.txt')];
      const traced = `strace -f -ttt -X raw -s 4096 -o ${trace} ${await command()}`;
      await shell(`$S -w ${file} -- ${traced}`);
      const { compared, differences } = await compareWithStrace(file, trace);
      expect(differences.slice(0, 20)).toEqual([]);
      expect(compared).toBeGreaterThan(least);
    },
    ROOM_MS,
  );
});
