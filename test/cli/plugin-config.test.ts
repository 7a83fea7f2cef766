/** Plugins by name and by a configuration of Falco: libraries of the test plugin, and those that are built in. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildPlugin } from '../helpers/plugin-library.js';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';

const AS_ROOT = process.getuid?.() === 0 ? ['-Z', 'root'] : [];
const scratch = makeScratch();
const { path } = scratch;
afterAll(scratch.remove);
const FIELDS = ['-p', '%t.config %t.text'];

beforeAll(() => {
  for (const folder of ['one', 'two']) mkdirSync(path(folder));
  buildPlugin(path('one/libtester.so'));
  buildPlugin(path('two/tester.so'), 'NAME="second"');
  writeFileSync(path('trail.json'), '{"eventTime":"2024-03-01T10:00:00Z","eventType":"AwsApiCall","eventName":"Get"}');
});

const own = (args: readonly string[], env = {}) => sysshark(args, { cwd: path(''), env });

async function configured(yaml: string, ...args: string[]) {
  writeFileSync(path('falco.yaml'), yaml.replaceAll('DIR', path('')));
  return own(['--plugin-config-file', 'falco.yaml', ...args]);
}

describe('names', () => {
  test('a library in a folder of plugins, the last folder first', async () => {
    const SYSDIG_PLUGIN_DIR = `${path('one')};${path('two')}`;
    const args = [...AS_ROOT, '-p', '%evt.pluginname %t.text'];
    expect((await own([...args, '-I', 'tester:a'], { SYSDIG_PLUGIN_DIR })).stdout).toBe('second a');
    expect((await own([...args, '-I', 'tester:a'], { SYSDIG_PLUGIN_DIR: path('one') })).stdout).toBe('tester a');
    expect(
      (await own([...args, '-H', 'tester:{"b":1}', '-I', 'tester:a'], { SYSDIG_PLUGIN_DIR: path('one') })).stdout,
    ).toBe('tester a');
    expect((await own(['-I', 'tester:a'])).stderr).toMatch(/^sysshark: -I: there is no plugin "tester"/);
  });
});

describe('a configuration of Falco', () => {
  const TESTER = `  - name: tester
    library_path: DIR/one/libtester.so
    init_config: {level: 3, name: "x:y"}
    open_params: "a,b"
`;

  test('library, settings as a map or a text, and what is opened', async () => {
    const { stdout } = await configured(`plugins:\n${TESTER}`, ...AS_ROOT, ...FIELDS);
    expect(stdout.split('\n')).toEqual(['a', 'b'].map((word) => `{"level":3,"name":"x:y","useAsync":false} ${word}`));
    const text = TESTER.replace(/init_config.*/, `init_config: '{"useAsync":true}'`);
    expect((await configured(`plugins:\n${text}`, ...AS_ROOT, ...FIELDS)).stdout).toBe(
      '{"useAsync":true} a\n{"useAsync":true} b',
    );
  });

  test('-I and -r count before it', async () => {
    const asked = await configured(`plugins:\n${TESTER}`, ...AS_ROOT, '-I', 'tester:c', '-p', '%t.text');
    expect(asked.stdout).toBe('c');
    await configured(`plugins:\n${TESTER}`, ...AS_ROOT, '-w', 'copy.scap');
    expect((await configured(`plugins:\n${TESTER}`, ...AS_ROOT, '-r', 'copy.scap', '-p', '%t.text')).stdout).toBe(
      'a\nb',
    );
  });

  test('plugins that are built in stand for libraries that do not exist; load_plugins chooses', async () => {
    const both = `load_plugins: [cloudtrail, json]
plugins:
${TESTER}  - name: cloudtrail
    library_path: libcloudtrail.so
    init_config: {sqsDelete: false}
    open_params: trail.json
  - name: json
    library_path: libjson.so
    init_config: ""
`;
    const { stdout, stderr } = await configured(both, '-p', '%ct.name %json.value[/eventType]');
    expect({ stdout, stderr }).toEqual({ stdout: 'Get AwsApiCall', stderr: '' });
    expect((await configured(both.replace(/load_plugins.*\n/, ''))).stderr).toBe(
      'sysshark: --plugin-config-file falco.yaml: tester and cloudtrail could deliver the events: say which with -I NAME',
    );
  });

  test.each([
    ['', 'it is empty'],
    ['a: [', /^it is no YAML: /],
    ['a: 1', 'it has no plugins'],
    ['plugins: 1', 'plugins must be a list'],
    ['plugins: [{library_path: x}]', 'plugin 1 has no name'],
    ['plugins: [1]', 'plugin 1 has no name'],
    ['plugins: [{name: x}]', 'the plugin x has no library_path'],
    ['plugins: [{name: x, library_path: y, init_config: [1]}]', 'init_config of x must be a text or a map'],
    ['plugins: [{name: x, library_path: y, open_params: 1}]', 'open_params of x must be a text'],
    ['plugins: []\nload_plugins: [z]', 'load_plugins names z, which plugins does not have'],
    ['plugins: []\nload_plugins: z', 'load_plugins must be a list of names'],
  ])('%j', async (yaml, error) => {
    const { stderr, stdout, exitCode } = await configured(yaml);
    const message = stderr.replace('sysshark: --plugin-config-file falco.yaml: ', '');
    expect({ stdout, exitCode, message }).toEqual({
      ...{ stdout: '', exitCode: 1 },
      message: typeof error === 'string' ? error : expect.stringMatching(error),
    });
    expect(stderr.split('\n')).toHaveLength(1);
  });

  test('a file that does not exist', async () => {
    expect((await own(['--plugin-config-file', 'no.yaml'])).stderr).toBe(
      'sysshark: --plugin-config-file no.yaml: no such file or directory',
    );
  });
});
