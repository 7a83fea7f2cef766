/** The manifest for Kubernetes that docs/guide/fleet.md shows: what it uses of the API (apps/v1, core/v1), nothing else. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { checkShip } from '../../../src/cli/options/ship-options.js';
import { parseCommandLine } from '../../../src/cli/program.js';

const PAGE = readFileSync(new URL('../../../docs/guide/fleet.md', import.meta.url), 'utf8');
const [, TEXT = ''] = /```yaml kubernetes\n([\s\S]*?)```/.exec(PAGE) ?? [];

const text = { type: 'string', minLength: 1 };
const name = { type: 'string', pattern: '^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$' };
const path = { type: 'string', pattern: '^/' };
const flag = { type: 'boolean' };
const only = (properties: Readonly<Record<string, object>>, required = Object.keys(properties)): object => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const listOf = (items: object): object => ({ type: 'array', items, minItems: 1 });
const labels = { type: 'object', additionalProperties: text };

const CONTAINER = only(
  {
    name,
    image: text,
    args: listOf(text),
    env: listOf(only({ name: text, valueFrom: only({ fieldRef: only({ fieldPath: { enum: ['spec.nodeName'] } }) }) })),
    securityContext: only({ privileged: flag }),
    resources: only({ limits: only({ memory: { type: 'string', pattern: '^\\d+[KMG]i$' } }) }),
    volumeMounts: listOf(only({ name, mountPath: path, readOnly: flag }, ['name', 'mountPath'])),
  },
  ['name', 'image'],
);
const VOLUME = {
  oneOf: [
    only({ name, secret: only({ secretName: name, defaultMode: { type: 'integer', minimum: 0, maximum: 0o777 } }) }),
    only({ name, hostPath: only({ path, type: { enum: ['DirectoryOrCreate', 'Directory'] } }) }),
  ],
};
const POD = only({
  hostPID: flag,
  tolerations: listOf(only({ operator: { enum: ['Exists', 'Equal'] } })),
  containers: listOf(CONTAINER),
  volumes: listOf(VOLUME),
});
const DAEMON_SET = only({
  apiVersion: { const: 'apps/v1' },
  kind: { const: 'DaemonSet' },
  metadata: only({ name }),
  spec: only({ selector: only({ matchLabels: labels }), template: only({ metadata: only({ labels }), spec: POD }) }),
});

interface Manifest {
  readonly spec: {
    readonly selector: { readonly matchLabels: object };
    readonly template: {
      readonly metadata: { readonly labels: object };
      readonly spec: {
        readonly containers: readonly [
          { readonly args: readonly string[]; readonly volumeMounts: readonly { name: string }[] },
        ];
        readonly volumes: readonly { name: string; secret?: { defaultMode: number } }[];
      };
    };
  };
}

test('it is a DaemonSet whose parts belong together', () => {
  // YAML 1.1, as Kubernetes reads it: 0400 is octal
  const manifest = parse(TEXT, { version: '1.1' }) as Manifest;
  const validate = new Ajv2020().compile(DAEMON_SET);
  validate(manifest);
  expect(validate.errors).toBeNull();
  const { selector, template } = manifest.spec;
  expect(template.metadata.labels).toEqual(selector.matchLabels);
  const [{ volumeMounts }] = template.spec.containers;
  expect(volumeMounts.map((mount) => mount.name).sort()).toEqual(
    template.spec.volumes.map((volume) => volume.name).sort(),
  );
  expect(template.spec.volumes.find(({ secret }) => secret !== undefined)?.secret?.defaultMode).toBe(0o400);
});

test('its arguments are a command line of ship', () => {
  const [{ args }] = (parse(TEXT, { version: '1.1' }) as Manifest).spec.template.spec.containers;
  const { options, words, command, name: which } = parseCommandLine([...args]);
  expect(which).toBe('ship');
  expect(checkShip(options, words, command)).toMatchObject({ spool: '/var/spool/sysshark/ship' });
});
