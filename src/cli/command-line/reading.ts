import type { OptionRow } from './row.js';

/** Where events are read from and written to. */
export const READING = [
  {
    key: 'read',
    letter: 'r',
    names: ['read', 'readfile'],
    value: 'FILE',
    isRepeatable: true,
    completes: 'file',
    help: 'read a capture (- for standard input); several are merged by time',
    example: '-r capture.scap fd.name contains access.log',
  },
  {
    key: 'input',
    letter: 'I',
    names: ['input'],
    value: 'PLUGIN:PATH',
    completes: 'plugin',
    help: 'read logs: cloudtrail:, gcpaudit:, k8saudit: or ./mine.js:PATH (see -Il)',
    details:
      'PATH is a file, a folder of .json, .jsonl and .ndjson files and gzip files of these (k8saudit: of any files), or - for standard input; cloudtrail:s3://BUCKET/PREFIX reads objects of S3, and cloudtrail:sqs://QUEUE those that a queue names as they are written (docs/CLOUDTRAIL.md), gcpaudit:SUBSCRIPTION messages of Pub/Sub as they come (docs/GCPAUDIT.md). Records come in the order of the files; they are not sorted by time. Records that are left out, as they have no valid time, say, are counted at the end; what cannot be read is named, and the exit status is 2. Sources of your own are JavaScript or TypeScript modules (docs/OWN-SOURCES.md), or libraries of Falco plugins, ./libNAME.so:PARAMS (docs/PLUGINS.md); with -r, -I only adds their fields.',
    example: '-I cloudtrail:AWSLogs ct.error exists',
  },
  {
    key: 'plugin',
    letter: 'H',
    names: ['plugin'],
    value: 'NAME:JSON',
    isRepeatable: true,
    completes: 'pluginName',
    help: 'settings of a plugin, which --plugin-info tells',
    details:
      'Fields of plugins that are built in are always known, so -H without settings changes nothing for them; settings that do not exist are refused. The path of a library or module adds its fields, also to captures: -H ./libNAME.so:SETTINGS -r FILE.',
    example: `-H 'k8saudit:{"maxEventSize":65536}' -I k8saudit:audit.log`,
  },
  {
    key: 'pluginConfigFile',
    names: ['plugin-config-file'],
    value: 'FILE',
    completes: 'file',
    help: 'take the plugins of a configuration of Falco (YAML)',
    details:
      'Of plugins, or those that load_plugins names, library_path, init_config and open_params are used. Without -I and -r, the plugin with open_params is read. One that is built in is used if there is no such library.',
    example: '--plugin-config-file /etc/falco/falco.yaml ct.error exists',
  },
  {
    key: 'write',
    letter: 'w',
    names: ['write', 'writefile'],
    value: 'FILE',
    completes: 'file',
    help: 'write events to a capture (- for standard output); print none',
    details:
      'Only the owner can read the file (mode 0600). Files and symbolic links of other users are refused. If standard error is a terminal, a line there says when the capture begins, and one at its end how many events were written and lost; -q leaves them out.',
    example: '-w capture.scap proc.name=nginx',
  },
  {
    key: 'stateMemory',
    names: ['state-memory'],
    value: 'SIZE',
    help: 'memory for processes, descriptors and their names (default 512m)',
    details:
      'When it is used up, events are still shown, some without names. A warning says so, and the exit status is 2.',
    example: '--state-memory 2g -r capture.scap',
  },
  {
    key: 'compress',
    letter: 'z',
    names: ['compress'],
    help: 'compress what -w writes (gzip)',
  },
  {
    key: 'fileSize',
    letter: 'C',
    names: ['file-size'],
    value: 'MB',
    help: 'start a new file every MB megabytes',
    details: 'A number is appended to the file name. Each file is a complete capture.',
    example: '-w calls.scap -C 100 -W 24',
  },
  {
    key: 'seconds',
    letter: 'G',
    names: ['seconds'],
    value: 'SECONDS',
    help: 'start a new file every SECONDS; %Y %m %d %H %M %S in its name',
    details: 'The name may contain conversions of strftime(3).',
    example: "-w 'calls-%H%M.scap' -G 3600",
  },
  {
    key: 'events',
    letter: 'e',
    names: ['events', 'event-limit'],
    value: 'NUMBER',
    help: 'start a new file every NUMBER events',
  },
  {
    key: 'limit',
    letter: 'W',
    names: ['limit'],
    value: 'NUMBER',
    help: 'keep NUMBER files and overwrite the oldest',
    details:
      'Only captures are removed; other files whose names match are kept. With ui, it takes a SIZE instead: so much of a compressed capture or a pipe is copied, to be read again, and the oldest part of a live one is dropped when it has so much (default 2G, at least 16M).',
  },
  {
    key: 'ring',
    names: ['ring'],
    value: 'SIZE',
    help: 'keep the latest events in memory and write them to -w on demand',
    details: 'A flight recorder: nothing is written until an event matches --dump-on or SIGUSR1 arrives.',
    example: "--ring 64M --dump-on 'proc.name=nginx and evt.failed=true' -w incident.scap",
  },
  {
    key: 'dumpOn',
    names: ['dump-on'],
    value: 'FILTER',
    completes: 'filter',
    help: 'dump when an event matches FILTER (SIGUSR1 dumps too)',
  },
  {
    key: 'after',
    names: ['after'],
    value: 'SECONDS',
    help: 'keep writing for SECONDS after a dump (default 1)',
  },
  {
    key: 'filterProclist',
    names: ['filter-proclist'],
    help: 'leave rejected processes out of the process list of -w',
    details:
      'A capture begins with a list of all processes and their open files. With this option, processes whose events the filter cannot accept are left out of it.',
    example: '-w nginx.scap --filter-proclist proc.name=nginx',
  },
  {
    key: 'excludeUsers',
    letter: 'E',
    names: ['exclude-users'],
    help: 'do not read user and group names, only their numbers',
  },
  {
    key: 'noFat',
    names: ['no-fat'],
    help: 'write no hidden events that only name things; starts of calls stay',
    details:
      'A filtered capture also contains the rejected events that name descriptors and processes. They are not shown when it is read, but make it larger, and contain data that the filter rejects. Without them, some names are missing. The start of each call whose end is in the capture stays: other programs need it.',
  },
] as const satisfies readonly OptionRow[];
