import type { OptionRow } from './row.js';

/** What is printed, and how. */
export const OUTPUT = [
  {
    key: 'print',
    letter: 'p',
    names: ['print'],
    value: 'FORMAT',
    completes: 'format',
    help: 'what to print; -pc with containers, -pk with pods; -pp tells the default',
    details:
      'Text with fields in it, each behind a %: %proc.name; %20proc.name pads and cuts it to 20 characters. Events that lack one of the fields are not printed, unless the format begins with a *: then <NA> stands for what is missing. \\n, \\t, \\e and \\\\ are what they are in C.',
    example: "-p '%proc.name %evt.type %fd.name' evt.failed=true",
  },
  {
    key: 'json',
    letter: 'j',
    names: ['json'],
    help: 'one JSON object a line, of the fields of the format',
    example: '-r capture.scap -j',
  },
  {
    key: 'form',
    letter: 'T',
    names: ['form'],
    value: 'FORM',
    choices: ['ndjson', 'fields'],
    help: 'for machines: ndjson, a typed JSON object a line; fields, columns',
    details: 'docs/MACHINE-OUTPUT.md of the package describes both, and a JSON Schema the first.',
    example: '-r capture.scap -T ndjson',
  },
  {
    key: 'printAscii',
    letter: 'A',
    names: ['print-ascii'],
    help: 'I/O buffers as text, with their line ends',
  },
  {
    key: 'printBase64',
    letter: 'b',
    names: ['print-base64'],
    help: 'I/O buffers in base64',
  },
  {
    key: 'printHex',
    letter: 'x',
    names: ['print-hex'],
    help: 'I/O buffers in hexadecimal',
  },
  {
    key: 'printHexAscii',
    letter: 'X',
    names: ['print-hex-ascii'],
    help: 'I/O buffers in hexadecimal and as text',
  },
  {
    key: 'rawBytes',
    names: ['raw-bytes'],
    isCounted: true,
    help: 'what events say byte for byte, not masked; on a terminal twice',
    details:
      'Control characters in names, paths, arguments and the like are printed as dots, also line ends; on a terminal also what is no UTF-8, and characters that change the direction of text. Lines of data that could be taken for lines of events are indented. With this option nothing is changed: names can then look like events, and command the terminal. What goes to standard error is masked in any case.',
    example: '-r capture.scap --raw-bytes -c stdout proc.name=make',
  },
  {
    key: 'time',
    letter: 't',
    names: ['timetype'],
    value: 'MODE',
    choices: ['h', 'a', 'r', 'd', 'D'],
    help: 'time as h clock, a epoch, r since start, d enter-exit, D since previous',
    example: '-r capture.scap -t a',
  },
  {
    key: 'utc',
    names: ['utc'],
    help: 'times in UTC, not in the local time zone',
  },
  {
    key: 'resolvePorts',
    letter: 'R',
    names: ['resolve-ports'],
    help: 'ports by name, as /etc/services has them',
    details: 'Filters see the names too, in fd.name and the like; fd.sport and its kind are numbers still.',
  },
  {
    key: 'ifaceNames',
    names: ['iface-names'],
    help: 'own addresses by interface: eth0:51602->10.0.0.7:80',
    details:
      'The addresses of the machine that was captured, as its capture lists them. Filters see the names too, in fd.name and the like; fd.ip and its kind are addresses still.',
    example: "--iface-names 'fd.type=ipv4 and fd.name contains eth0'",
  },
  {
    key: 'verbose',
    letter: 'v',
    names: ['verbose'],
    help: 'arguments whole, not cut after 80 bytes, and a report at the end',
  },
  {
    key: 'quiet',
    letter: 'q',
    names: ['quiet'],
    help: 'print no events',
  },
  {
    key: 'summary',
    letter: 'S',
    names: ['summary'],
    help: 'table of calls at the end: how many, how many failed, time',
    example: '-r capture.scap -q -S',
  },
  {
    key: 'progress',
    letter: 'P',
    names: ['progress'],
    help: 'progress on standard error, where that is a terminal',
  },
  {
    key: 'unbuffered',
    names: ['unbuffered'],
    help: 'write each event at once',
  },
  {
    key: 'color',
    names: ['color'],
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    help: 'colours: auto (on terminals), always or never',
    details: 'Where it is auto, NO_COLOR and FORCE_COLOR of the environment are heard.',
  },
] as const satisfies readonly OptionRow[];
