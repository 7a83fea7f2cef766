/** Lists of plugins, and their settings: -Il, --plugin-info, -H. */

import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { lines } from '../helpers/lines.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

interface Listed {
  readonly name: string;
  readonly version: string;
  readonly id: number | null;
  readonly eventSource: string | null;
  readonly settings: { readonly properties: Readonly<Record<string, { readonly default?: unknown }>> };
}

const listed = async (...args: readonly string[]): Promise<Listed[]> =>
  JSON.parse((await lines(...args, '-j')).join('')) as Listed[];

test('-Il lists all plugins with what they can', async () => {
  const text = (await lines('-Il')).join('\n');
  const plugins = text.split('\n\n').filter((part) => part.startsWith('Name: '));
  expect(plugins[0]?.split('\n')).toEqual([
    'Name: cloudtrail',
    expect.stringMatching(/^Description: ./),
    'Library: built in',
    expect.stringMatching(/^Version: \d+\.\d+\.\d+ /),
    'Capabilities:',
    "  - Event Sourcing (ID=2, source='aws_cloudtrail')",
    '  - Field Extraction',
  ]);
  expect(plugins.map((part) => /Name: (\w+)/.exec(part)?.[1])).toEqual(['cloudtrail', 'gcpaudit', 'k8saudit', 'json']);
  expect(plugins[3]).not.toContain('Event Sourcing');
  expect((await listed('-I', 'l')).map(({ name, id, eventSource }) => [name, id, eventSource])).toEqual([
    ['cloudtrail', 2, 'aws_cloudtrail'],
    ['gcpaudit', 12, 'gcp_auditlog'],
    ['k8saudit', 1, 'k8s_audit'],
    ['json', null, null],
  ]);
});

test('every event source of the list has fields', async () => {
  for (const { eventSource } of await listed('-Il'))
    if (eventSource !== null) expect((await lines(`--list=${eventSource}`)).length).toBeGreaterThan(20);
});

test('--plugin-info tells the settings of a plugin, and what it can open', async () => {
  const text = (await lines('--plugin-info=k8saudit')).join('\n');
  expect(text).toMatch(/^Name: k8saudit\n/);
  const [, schema = ''] = /\nInit config schema type: JSON\n([\s\S]*?)\n\nSuggested open params:\n/.exec(text) ?? [];
  const [facts] = await listed('--plugin-info', 'k8saudit');
  expect(JSON.parse(schema)).toEqual(facts?.settings);
  expect(text).toMatch(/\nhttp:\/\/127\.0\.0\.1:9765\/k8s-audit: /);
  expect((await lines('--plugin-info', 'json')).join('\n')).toContain('schema type: Not available');
});

test('what --plugin-info gives as defaults is taken by -H', async () => {
  for (const { name, settings } of await listed('-Il')) {
    const defaults = Object.entries(settings.properties).filter(([, { default: value }]) => value !== undefined);
    const config = JSON.stringify(Object.fromEntries(defaults.map(([key, { default: value }]) => [key, value])));
    await lines('-H', `${name}:${config}`, '--plugin-info', name);
    await lines('-H', name, '--plugin-info', name);
  }
});

describe('-H', () => {
  const LOG = scratch.path('audit.log');
  const event = (id: string, size: number): string =>
    JSON.stringify({ kind: 'Event', auditID: id, stageTimestamp: '2024-03-01T10:00:00Z', x: 'x'.repeat(size) });
  writeFileSync(LOG, `${event('small', 1)}\n${event('large', 500)}\n`);
  const READ = ['-I', `k8saudit:${LOG}`, '-p', '%ka.auditid'];

  test('gives settings, of which the last count', async () => {
    expect(await lines('-H', 'k8saudit', ...READ)).toEqual(['small', 'large']);
    expect(await lines('-H', 'k8saudit:{"maxEventSize":9}', '-H', 'k8saudit:{}', ...READ)).toEqual(['small', 'large']);
    const { stdout, stderr, exitCode } = await sysshark(['-H', 'k8saudit:{"maxEventSize":400}', ...READ]);
    expect([stdout, exitCode]).toEqual(['small', 2]);
    expect(stderr).toContain(`${LOG}: record 2 at byte ${event('small', 1).length + 1} is larger than 400 bytes`);
  });

  test.each([
    ['nothing', 'there is no plugin "nothing"; there is cloudtrail, gcpaudit, k8saudit, json'],
    ['cloudtrail:{', 'the settings are not JSON'],
    ['cloudtrail:[1]', 'the settings are no JSON object'],
    ['cloudtrail:{"s3downloadConcurrency":1}', 'there is no setting "s3downloadConcurrency"; there is s3Download'],
    ['cloudtrail:{"s3DownloadConcurrency":0}', 's3DownloadConcurrency takes a whole number of at least 1, not 0'],
    ['cloudtrail:{"s3DownloadConcurrency":"8"}', 'takes a whole number of at least 1, not "8"'],
    ['cloudtrail:{"sqsDelete":null}', 'sqsDelete takes true or false, not null'],
    ['cloudtrail:{"aws":{"region":4}}', 'aws: region takes a text, not 4'],
    ['cloudtrail:{"aws":[]}', 'aws takes an object, not []'],
    ['k8saudit:{"maxEventSize":262145}', 'maxEventSize takes a whole number from 1 to 262144, not 262145'],
    ['json:{"a":1}', 'there is no setting "a"; there is none'],
    ['json:{"__proto__":1}', 'there is no setting "__proto__"'],
  ])('%s is refused', async (value, message) => {
    for (const command of [READ, ['-Il'], ['-l']]) {
      const { stdout, stderr, exitCode } = await sysshark(['-H', value, ...command]);
      expect([stdout, exitCode]).toEqual(['', 1]);
      expect(stderr).toContain(message);
      expect(stderr.split('\n')).toHaveLength(1);
    }
  });

  test('a module or library that is not there is refused by lists, too', async () => {
    for (const file of ['./mine.js', './libmine.so'])
      for (const command of ['-Il', '-l']) {
        const { stdout, stderr, exitCode } = await sysshark(['-H', file, command]);
        expect([stdout, stderr, exitCode]).toEqual(['', expect.stringContaining(file.slice(2)), 1]);
      }
  });

  test.each([
    ['sql', ['x.scap', 'select 1']],
    ['export', ['--parquet', 'out', 'x.scap']],
  ])('%s has no fields of modules and libraries, and says so', async (command, words) => {
    writeFileSync(scratch.path('x.scap'), '');
    for (const file of ['./mine.ts', './libmine.so']) {
      const { stdout, stderr, exitCode } = await sysshark([command, ...words, '-H', file], { cwd: scratch.path('.') });
      expect([stdout, stderr, exitCode]).toEqual([
        '',
        expect.stringContaining('does not know fields of modules and libraries'),
        1,
      ]);
      expect(stderr.split('\n')).toHaveLength(1);
    }
  });

  test('a plugin that is not there cannot be described', async () => {
    const { stderr, exitCode } = await sysshark(['--plugin-info', 'dummy']);
    expect([stderr, exitCode]).toEqual([expect.stringContaining('--plugin-info: there is no plugin "dummy"'), 1]);
  });
});

describeWithShared('the reference', () => {
  test('captures are read with -H as without, whose lines people have', async () => {
    const capture = sharedPath('reference', 'cloud', 'data', 'scap', 'mixed.scap');
    expect(await lines('-H', 'cloudtrail', '-r', capture)).toEqual(await lines('-r', capture));
  });

  test('the versions of the plugins are those whose fields are compared', async () => {
    for (const { name, version } of await listed('-Il')) {
      const { source } = JSON.parse(readFileSync(sharedPath('reference', 'cloud', `${name}-fields.json`), 'utf8')) as {
        source: string;
      };
      expect(source).toContain(`plugin ${name} ${version},`);
    }
  });
});
