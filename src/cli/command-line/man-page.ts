import { wrap } from '../../output/wrap.js';
import { ACCEPTED } from './accepted.js';
import { COMMANDS, type CommandRow } from './commands.js';
import { EXAMPLES, type Example } from './examples.js';
import type { OptionRow } from './row.js';
import { GROUPS, nameOf } from './table.js';
import { UNSUPPORTED } from './unsupported.js';

/** A term and its description. */
type Entry = readonly [term: string, text: string];

const DESCRIPTION = [
  'Captures the system calls of this machine with an eBPF probe, or reads them from a capture (-r), and prints a line for each event, or writes the events to a capture (-w). Options and capture files are compatible with those of sysdig.',
  'All words that are not options are joined with spaces into one filter, for example: proc.name=nginx and evt.type=openat. Without a filter, all events pass. -l lists the fields that a filter can use; --explain shows which parts of it the kernel decides.',
  'A command after -- is run and captured, with all its descendants. Its exit status becomes the exit status of sysshark.',
  'A line contains: number, time, CPU, process (thread), > for the enter event of a call or < for its exit event, name and arguments.',
];

const EXIT_STATUS: readonly Entry[] = [
  ['0', 'Success; also after SIGINT or SIGTERM, or when the reader of the output has exited.'],
  ['1', 'An error; one line on standard error describes it.'],
  [
    '2',
    'A capture is cut off or damaged. Events that cannot be read are not printed, counted or written; one line on standard error says where the first one is and how many there are. All other events are delivered, including those after the damage. A value of a wrong size also counts as damage, if the output, a filter or the state needs it: it is shown as missing, its event is kept, and the line says how many events have such values and which is the first. Status 2 also means that processes and descriptors needed more than --state-memory, so that some names are missing, or that the capture lacks what a chisel needs, so that its rows are missing or wrong; a warning says so.',
  ],
  ['other', 'The exit status of the command after --.'],
];

const ENVIRONMENT: readonly Entry[] = [
  ['TZ', 'Time zone in which times are printed; see --utc.'],
  ['NO_COLOR, FORCE_COLOR', 'Disable or enable colours, if --color is auto.'],
  [
    'DOCKER_HOST, CONTAINER_HOST',
    'Sockets (unix://) of docker and podman, which are queried for the names of containers.',
  ],
];

/** Text whose characters are escaped for roff. */
const quoted = (text: string): string => text.replace(/\\/g, '\\e').replace(/-/g, '\\-');

/** Lines of such text, none of which is a request. */
const unasked = (lines: string): string => lines.replace(/^(?=[.'])/gm, '\\&');

const escaped = (text: string): string => unasked(quoted(text));

/** Longest line of text in the source of the page. */
const WIDTH = 76;
const paragraph = (text: string): string => unasked(wrap(quoted(text), WIDTH).join('\n'));
const bold = (text: string): string => `\\fB${escaped(text)}\\fR`;
const section = (title: string, ...lines: readonly string[]): string => [`.SH ${title}`, ...lines].join('\n');
const entry = (term: string, ...texts: readonly string[]): string =>
  ['.TP', term, texts.map(paragraph).join('\n.IP\n')].join('\n');
const plainEntry = ([term, text]: Entry): string => entry(bold(term), text);
const literal = (line: string): string => `.EX\n${escaped(line)}\n.EE`;

/** A sentence begins with a capital and ends with a full stop. */
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.?$/, '.')}`;

function termOf({ letter, names, value, isValueOptional }: OptionRow): string {
  const flags = [...(letter === undefined ? [] : [`-${letter}`]), ...names.map((name) => `--${name}`)].map(bold);
  const shown = value === undefined ? '' : ` \\fI${escaped(value)}\\fR`;
  return `${flags.join(', ')}${isValueOptional ? shown.replace(/^ (.*)$/, '[=$1]') : shown}`;
}

function optionEntry(row: OptionRow): string {
  const { help, details, example } = row;
  const texts = [sentence(help), ...(details === undefined ? [] : [details])];
  return entry(termOf(row), ...texts) + (example === undefined ? '' : `\n.IP\n${literal(`sysshark ${example}`)}`);
}

function commandEntry({ name, arguments: words, help, details }: CommandRow): string {
  const term = words === undefined ? bold(name) : `${bold(name)} \\fI${escaped(words)}\\fR`;
  return entry(term, sentence(help), ...(details === undefined ? [] : [details]));
}

function unsupportedText(): string {
  const reasons = [...new Set(UNSUPPORTED.map((row) => row.reason))];
  return reasons
    .map((reason) => {
      const names = UNSUPPORTED.filter((row) => row.reason === reason).map(nameOf);
      return entry(names.map(bold).join(', '), sentence(reason));
    })
    .join('\n');
}

function exampleEntry({ line, help }: Example): string {
  return entry(escaped(sentence(help)), '').replace(/\n$/, `\n${literal(`sysshark ${line}`)}`);
}

/** The manual page, in roff with the macros of man(7). */
export function renderManPage({ version, date }: { readonly version: string; readonly date: string }): string {
  return `${[
    `.TH SYSSHARK 8 "${date}" "sysshark ${version}" "System administration"`,
    section('NAME', 'sysshark \\- captures the system calls of a Linux machine and inspects them'),
    section(
      'SYNOPSIS',
      '.B sysshark',
      '[\\fIoption\\fR...] [\\fIfilter\\fR] [\\-\\- \\fIcommand\\fR [\\fIargument\\fR...]]',
    ),
    section('DESCRIPTION', DESCRIPTION.map(paragraph).join('\n.PP\n')),
    section('OPTIONS', ...GROUPS.flatMap(({ title, rows }) => [`.SS ${title}`, ...rows.map(optionEntry)])),
    `.SS Options of sysdig without effect\n${ACCEPTED.map(optionEntry).join('\n')}`,
    `.SS Unsupported options of sysdig\n${unsupportedText()}`,
    section('COMMANDS', ...COMMANDS.map(commandEntry)),
    section('EXIT STATUS', ...EXIT_STATUS.map(plainEntry)),
    section('ENVIRONMENT', ...ENVIRONMENT.map(plainEntry)),
    section('FILES', plainEntry(['/etc/services', 'Names of ports, for -R.'])),
    section('EXAMPLES', ...EXAMPLES.map(exampleEntry)),
    section('SEE ALSO', '.BR strace (1),', '.BR bpf (2)'),
  ].join('\n')}\n`;
}
