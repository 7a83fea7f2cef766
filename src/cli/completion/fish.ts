import type { CommandRow } from '../command-line/commands.js';
import type { OptionRow } from '../command-line/row.js';
import type { Words } from './words.js';

const quoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;

/** Arguments of `complete` for the value of an option or the arguments of a command. Without -f, fish also offers files. */
function argumentsOf({ completes, choices }: Pick<OptionRow | CommandRow, 'completes' | 'choices'>): string {
  if (completes === 'file') return '-F';
  if (completes === 'format') return "-f -a '(__sysshark_format)'";
  if (completes === 'filter') return "-f -a '(__sysshark_filter)'";
  if (choices === undefined) return '-f';
  return `${completes === 'chisel' || completes === 'plugin' ? '-F' : '-f'} -a ${quoted(choices.join(' '))}`;
}

function optionLine(row: OptionRow): string {
  const letter = row.letter === undefined ? '' : ` -s ${row.letter}`;
  const names = row.names.map((name) => ` -l ${name}`).join('');
  const value = row.value === undefined ? '' : `${row.isValueOptional ? '' : ' -r'} ${argumentsOf(row)}`;
  return `complete -c sysshark${letter}${names} -d ${quoted(row.help)}${value}`;
}

function commandLines(row: CommandRow): string[] {
  const name = `complete -c sysshark -n __fish_use_subcommand -a ${row.name} -d ${quoted(row.help)}`;
  const words = `complete -c sysshark -n '__fish_seen_subcommand_from ${row.name}' ${argumentsOf(row)}`;
  return [name, words];
}

const valueCase = ({ fields, values }: Words['values'][number]): string =>
  `        case ${fields.join(' ')}\n            printf '%s\\n' ${values.join(' ')}`;

/** Script for fish. */
export function renderFish({ options, commands, fields, values }: Words): string {
  const names = commands.map(({ name }) => name).join(' ');
  return `# Completion of sysshark for fish: sysshark completion fish | source
set -g __sysshark_fields ${fields.join(' ')}

# The current word, without its opening quote.
function __sysshark_word
    commandline -ct | string replace -r '^[\\'"]' ''
end

# Completes the field at the end of a format; fish itself restores an option that is attached to it.
function __sysshark_format
    set -l head (__sysshark_word | string replace -r '^-[^%]*' '' | string match -r '^.*%[0-9]*')
    test -n "$head"; or set head %
    printf '%s\\n' $head$__sysshark_fields
end

# Prints the values of a field.
function __sysshark_values
    switch $argv[1]
${values.map(valueCase).join('\n')}
    end
end

# Completes the field at the end of a filter, or its value after an operator; fish itself restores an attached option.
function __sysshark_filter
    set -l head (__sysshark_word | string replace -r '^(?:--[^=]*=|-[A-Za-z])' '' | string match -r '^.*[^A-Za-z0-9_.-]')
    set -l field (string match -r '([A-Za-z0-9_.]+) *(?:!?=|(?:in|intersects) *\\((?:[^()]*,)?) *$' -- "$head")
    if test -n "$field[2]"
        set -l values (__sysshark_values $field[2])
        test -z "$values"; or printf '%s\\n' $head$values
        return
    end
    string match -qr '[=<>]$' -- "$head"; and return
    test -n "$head"; or set head ''
    printf '%s\\n' $head$__sysshark_fields
end

# Whether the current word belongs to a command to capture, after --.
function __sysshark_has_command
    contains -- -- (commandline -opc)
end

function __sysshark_has_filter
    not __sysshark_has_command; and not __fish_seen_subcommand_from ${names}
end

complete -c sysshark -e
complete -c sysshark -f -n __sysshark_has_filter -a '(__sysshark_filter)'
complete -c sysshark -F -n __sysshark_has_command
${options.map(optionLine).join('\n')}
${commands.flatMap(commandLines).join('\n')}
`;
}
