import type { OptionRow } from './row.js';

/** What is printed and how. */
export const OUTPUT = [
  {
    key: 'print',
    letter: 'p',
    names: ['print'],
    value: 'FORMAT',
    completes: 'format',
    help: 'output format; -pc adds containers, -pk pods; -pp prints the default',
    details:
      'Text with fields, each preceded by %: %proc.name; %20proc.name pads or cuts it to 20 characters. Events that lack one of the fields are not printed, unless the format begins with *: then a missing field is printed as <NA>. \\n, \\t, \\e and \\\\ mean the same as in C.',
    example: "-p '%proc.name %evt.type %fd.name' evt.failed=true",
  },
  {
    key: 'json',
    letter: 'j',
    names: ['json'],
    help: 'print one JSON object per line, with the fields of the format',
    example: '-r capture.scap -j',
  },
  {
    key: 'form',
    letter: 'T',
    names: ['form'],
    value: 'FORM',
    choices: ['ndjson', 'json', 'ek', 'fields', 'words'],
    help: 'typed JSON as ndjson, json or ek; fields (columns); words (sentences)',
    details:
      'ndjson prints an object on each line, json an array of the same objects, ek the same objects for the bulk interface of Elasticsearch. docs/MACHINE-OUTPUT.md in the package describes all forms; the objects have a JSON Schema. words prints a sentence for each call that has ended: what was asked, and what came.',
    example: '-r capture.scap -T ndjson',
  },
  {
    key: 'textFile',
    letter: 'o',
    names: ['output'],
    value: 'FILE',
    completes: 'file',
    help: 'print to FILE, apart from the output of the command after --',
    details: 'As in strace. Only the owner can read the file (mode 0600).',
    example: '-o make.txt -- make -j4',
  },
  {
    key: 'printAscii',
    letter: 'A',
    names: ['print-ascii', 'ascii'],
    help: 'print I/O buffers as text, with line breaks',
  },
  {
    key: 'printBase64',
    letter: 'b',
    names: ['print-base64'],
    help: 'print I/O buffers in base64',
  },
  {
    key: 'printHex',
    letter: 'x',
    names: ['print-hex', 'hex'],
    help: 'print I/O buffers in hexadecimal',
  },
  {
    key: 'printHexAscii',
    letter: 'X',
    names: ['print-hex-ascii'],
    help: 'print I/O buffers in hexadecimal and as text',
  },
  {
    key: 'rawBytes',
    names: ['raw-bytes'],
    isCounted: true,
    help: 'print captured text unmasked; give it twice for a terminal',
    details:
      'By default, control characters (including line breaks) in names, paths, arguments and other text are printed as dots; on a terminal, so are invalid UTF-8 and characters that change the direction of text. Lines of data that look like lines of events are indented. With this option nothing is changed, so names can look like events and can send commands to the terminal. Standard error is always masked.',
    example: '-r capture.scap --raw-bytes -c stdout proc.name=make',
  },
  {
    key: 'time',
    letter: 't',
    names: ['timetype'],
    value: 'MODE',
    choices: ['h', 'a', 'r', 'd', 'D'],
    help: 'time: h clock, a epoch, r since start, d enter to exit, D since previous',
    example: '-r capture.scap -t a',
  },
  {
    key: 'utc',
    names: ['utc'],
    help: 'print times in UTC, not in the local time zone',
  },
  {
    key: 'resolvePorts',
    letter: 'R',
    names: ['resolve-ports'],
    help: 'print ports by name, from /etc/services',
    details:
      'Filters see the names, too, in fd.name and similar fields; fd.sport and other port fields remain numbers.',
  },
  {
    key: 'ifaceNames',
    names: ['iface-names'],
    help: 'print local addresses by interface: eth0:51602->10.0.0.7:80',
    details:
      'Applies to the addresses of the captured machine, as its capture lists them. Filters see the names, too, in fd.name and similar fields; fd.ip and other address fields remain addresses.',
    example: "--iface-names 'fd.type=ipv4 and fd.name contains eth0'",
  },
  {
    key: 'verbose',
    letter: 'v',
    names: ['verbose'],
    help: 'print arguments whole, not only 80 bytes, and a report at the end',
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
    help: 'print a table of calls at the end: count, failures, time',
    example: '-r capture.scap -q -S',
  },
  {
    key: 'progress',
    letter: 'P',
    names: ['progress'],
    help: 'show progress on standard error if that is a terminal',
  },
  {
    key: 'unbuffered',
    names: ['unbuffered'],
    help: 'flush the output after each event',
  },
  {
    key: 'color',
    names: ['color'],
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    help: 'when to use colours: auto (on terminals), always or never',
    details: 'With auto, the environment variables NO_COLOR and FORCE_COLOR are respected.',
  },
] as const satisfies readonly OptionRow[];
