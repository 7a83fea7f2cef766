// The layers of docs/ARCHITECTURE.md as rules: a folder imports only from folders to its left.
const LAYERS = [
  'schema',
  'bytes',
  'scap',
  'source',
  'decode',
  'state',
  'render',
  'fields',
  'plugins',
  'filter',
  'output',
  'analysis',
  'run',
  'fleet',
  'sql',
  'inspect',
  'web',
  'api',
  'modules',
  'cli',
];

// The same within src/cli; the files beside its folders import from all of them.
const CLI_LAYERS = ['command-line', 'completion', 'options', 'print', 'run', 'info'];

const leftwardsOnly = (parent, layers) =>
  layers.slice(0, -1).map((layer, index) => ({
    name: `${layer}-imports-leftwards`,
    comment: `${parent}/${layer} may import only from the folders left of it`,
    severity: 'error',
    from: { path: `^${parent}/${layer}/` },
    to: { path: `^${parent}/(${layers.slice(index + 1).join('|')})/` },
  }));

// Third parties and parts of Node that only one room may touch.
const oneDoor = (name, module, door) => ({
  name: `${name}-one-door`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${door}` },
  to: { path: module },
});

module.exports = {
  forbidden: [
    ...leftwardsOnly('src', LAYERS),
    ...leftwardsOnly('src/cli', CLI_LAYERS),
    {
      name: 'cli-is-no-client-of-api',
      comment: 'both put a run to use, each in its own way',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/api/' },
    },
    {
      name: 'leaves-import-nothing',
      comment: 'schema and bytes stand on their own',
      severity: 'error',
      from: { path: '^src/(schema|bytes)/', pathNot: '^src/schema/emit/' },
      to: { pathNot: '^src/(schema|bytes|errors)' },
    },
    {
      name: 'page-knows-only-the-protocol',
      comment: 'the page and the server share types only: the page runs in a browser',
      severity: 'error',
      from: { path: '^page/' },
      to: { path: '^src/', pathNot: '^src/web/protocol' },
    },
    {
      name: 'page-shares-types-only',
      severity: 'error',
      from: { path: '^page/' },
      to: { path: '^src/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-imports-the-page',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^page/' },
    },
    {
      name: 'no-circular',
      comment: 'imports of types count, too: they are seen before compilation (tsPreCompilationDeps)',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '^src/(index|cli/main)\\.ts$|\\.d\\.ts$' },
      to: {},
    },
    oneDoor('commander', 'node_modules/commander', 'cli/'),
    oneDoor('chalk', 'node_modules/chalk', 'output/color'),
    oneDoor('cli-table3', 'node_modules/cli-table3', 'output/table'),
    oneDoor('http-parser-js', 'node_modules/http-parser-js', 'output/streams/http-reader'),
    oneDoor('ora', 'node_modules/ora', 'output/progress'),
    oneDoor('strftime', 'node_modules/strftime', 'output/timed-names'),
    oneDoor('grpc', 'node_modules/@grpc', 'source/containers/grpc-socket'),
    oneDoor('aws4fetch', 'node_modules/aws4fetch', 'plugins/aws/aws-client'),
    oneDoor('nats', 'node_modules/@nats-io', 'fleet/nats/nats'),
    oneDoor('protobufjs', 'node_modules/protobufjs', 'fleet/otlp/messages'),
    oneDoor('yaml', 'node_modules/yaml', 'cli/options/falco-config'),
    oneDoor('execa', 'node_modules/execa', 'run/traced-command'),
    oneDoor(
      'filesystem',
      '^(node:)?(fs|zlib|fs/promises)$',
      '(source|plugins|output|run|fleet|web/assets|modules|cli|schema/emit|api/emit)',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
  },
};
