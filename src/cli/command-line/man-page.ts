import { wrap } from '../../output/wrap.js';
import { ACCEPTED } from './accepted.js';
import { COMMANDS, type CommandRow } from './commands.js';
import { EXAMPLES, type Example } from './examples.js';
import type { OptionRow } from './row.js';
import { GROUPS, nameOf } from './table.js';
import { UNSUPPORTED } from './unsupported.js';

/** A term and what is said of it. */
type Entry = readonly [term: string, text: string];

const DESCRIPTION = [
  'Captures the system calls of this machine with an eBPF probe, or reads them from a capture (-r), and prints a line for each event or writes them to a capture (-w). Options are those of sysdig, and so are captures.',
  'All words that are not options are joined with blanks to one filter, as in: proc.name=nginx and evt.type=openat. Without one all events pass. -l lists the fields that it may ask about, --explain tells which part of it the kernel decides.',
  'Behind -- stands a command: it is run and captured with all that descend from it, and its exit status is that of sysshark.',
  'A line is: number, time, CPU, process (thread), > where a call begins and < where it ends, its name and its arguments.',
];

const EXIT_STATUS: readonly Entry[] = [
  ['0', 'Done; also after SIGINT or SIGTERM, or when nobody reads the output any more.'],
  ['1', 'An error, which was said in one line on standard error.'],
  [
    '2',
    'A capture is cut or damaged. Events that cannot be read are left out of what is printed, counted or written; one line on standard error tells where the first is and how many there are. All others were delivered, also those behind the damage. A value of a wrong size is damage, too, if something that is printed, a filter or the state needs it: it is shown as missing, its event is kept, and the line says how many events have such values and which is the first. Also: what is known of processes and descriptors has outgrown --state-memory, so that some names are missing; a warning says so.',
  ],
  ['other', 'That of the command behind --.'],
];

const ENVIRONMENT: readonly Entry[] = [
  ['TZ', 'The time zone of times; see --utc.'],
  ['NO_COLOR, FORCE_COLOR', 'Forbid and demand colours, where --color is auto.'],
  [
    'DOCKER_HOST, CONTAINER_HOST',
    'The sockets (unix://) at which docker and podman are asked what containers are called.',
  ],
];

/** Text as roff has it: nothing in it is taken for a request. */
function escaped(text: string): string {
  return text
    .replace(/\\/g, '\\e')
    .replace(/-/g, '\\-')
    .replace(/^(?=[.'])/gm, '\\&');
}

/** Longest line of text, as those who edit roff like it. */
const WIDTH = 76;
const paragraph = (text: string): string => wrap(text, WIDTH).map(escaped).join('\n');
const bold = (text: string): string => `\\fB${escaped(text)}\\fR`;
const section = (title: string, ...lines: readonly string[]): string => [`.SH ${title}`, ...lines].join('\n');
const entry = (term: string, ...texts: readonly string[]): string =>
  ['.TP', term, texts.map(paragraph).join('\n.IP\n')].join('\n');
const plainEntry = ([term, text]: Entry): string => entry(bold(term), text);
const literal = (line: string): string => `.EX\n${escaped(line)}\n.EE`;

/** Sentences begin large and end with a stop. */
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
    `.SS Options of sysdig that change nothing here\n${ACCEPTED.map(optionEntry).join('\n')}`,
    `.SS Options of sysdig that are refused\n${unsupportedText()}`,
    section('COMMANDS', ...COMMANDS.map(commandEntry)),
    section('EXIT STATUS', ...EXIT_STATUS.map(plainEntry)),
    section('ENVIRONMENT', ...ENVIRONMENT.map(plainEntry)),
    section('FILES', plainEntry(['/etc/services', 'Names of ports, for -R.'])),
    section('EXAMPLES', ...EXAMPLES.map(exampleEntry)),
    section('SEE ALSO', '.BR strace (1),', '.BR bpf (2)'),
  ].join('\n')}\n`;
}
