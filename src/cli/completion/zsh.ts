import type { CommandRow } from '../command-line/commands.js';
import type { OptionRow } from '../command-line/row.js';
import { flagsOf, valueFlagsOf, type Words } from './words.js';

/** Text in single quotes. */
const quoted = (text: string): string => `'${text.replace(/'/g, "'\\''")}'`;
/** Text escaped for a specification of _arguments. */
const plain = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');

/** The action of _arguments that completes the value of an option or the arguments of a command. */
function actionFor({ completes, choices }: Pick<OptionRow | CommandRow, 'completes' | 'choices'>): string {
  if (completes === 'format') return '_sysshark_format';
  if (completes === 'filter') return '_sysshark_filter';
  if (completes === 'file') return '_files';
  if (completes === 'chisel') return '_sysshark_chisel';
  if (completes === 'plugin') return '_sysshark_plugin';
  return choices === undefined ? ' ' : `(${choices.join(' ')})`;
}

/** What joins an option to its value, in a specification of _arguments. */
function joinOf(row: OptionRow, flag: string): string {
  if (row.value === undefined || !valueFlagsOf(row).includes(flag)) return '';
  return `${flag.startsWith('--') ? '=' : '+'}${row.isValueOptional ? '-' : ''}`;
}

function specOf(row: OptionRow): string[] {
  const flags = flagsOf(row);
  const others = row.isRepeatable ? '*' : `(${flags.join(' ')})`;
  return flags.map((flag) => {
    const join = joinOf(row, flag);
    const value = join === '' ? '' : `${row.isValueOptional ? '::' : ':'}${plain(row.value ?? '')}:${actionFor(row)}`;
    return quoted(`${others}${flag}${join}[${plain(row.help)}]${value}`);
  });
}

const commandCase = (row: CommandRow): string =>
  `    ${row.name}) _arguments ${quoted(`*: :${actionFor(row)}`)}; return ;;`;

const valueCase = ({ fields, values }: Words['values'][number]): string =>
  `    ${fields.join('|')}) reply=(${values.join(' ')}) ;;`;

/** The shell function that completes filters. */
const FILTER = `# Completes the field at the end of a filter, or its value after an operator.
_sysshark_filter() {
  local -a match mbegin mend reply
  compset -P '*[^A-Za-z0-9_.-]'
  if [[ $IPREFIX =~ '([A-Za-z0-9_.]+) *(!?=|(in|intersects) *\\(([^()]*,)?) *$' ]]; then
    _sysshark_values $match[1]
    compadd -S '' -a reply
  elif [[ $IPREFIX != *[=\\<\\>] ]]; then
    compadd -S '' -a _sysshark_fields
  else
    return 1
  fi
}`;

/** Script for zsh: to source, or to install as _sysshark in a folder of fpath. */
export function renderZsh({ options, commands, fields, values }: Words): string {
  const choicesOf = (kind: OptionRow['completes']): string =>
    (options.find(({ completes }) => completes === kind)?.choices ?? []).join(' ');
  return `#compdef sysshark
# Completion of sysshark for zsh: source <(sysshark completion zsh)
typeset -ga _sysshark_fields=(${fields.join(' ')})

# Completes the field at the end of a format.
_sysshark_format() {
  compset -P '*%[0-9]#' && compadd -S '' -a _sysshark_fields || compadd -P % -S '' -a _sysshark_fields
}

# Completes the name of a chisel, or the file of a module.
_sysshark_chisel() {
  _alternative 'chisels:chisel:(${choicesOf('chisel')})' 'modules:module:_files -g "*.(js|mjs|ts|mts)"'
}

# Completes the name of a plugin, the file of a library or module, or the file that it is to read.
_sysshark_plugin() {
  compset -P '*:' && _files || { compadd -S '' ${choicesOf('plugin')}; _files -S '' -g "*.(so|js|mjs|ts|mts)" }
}

# Sets reply to the values of the field $1.
_sysshark_values() {
  reply=()
  case $1 in
${values.map(valueCase).join('\n')}
  esac
}

${FILTER}

_sysshark_first() {
  local -a commands=(${commands.map(({ name, help }) => quoted(`${name}:${help}`)).join(' ')})
  _describe command commands
  _sysshark_filter
}

_sysshark() {
  local at=\${words[(i)--]}
  if ((at < CURRENT)); then
    words=("\${(@)words[at + 1, -1]}")
    ((CURRENT -= at))
    _normal
    return
  fi
  case $words[2] in
${commands.map(commandCase).join('\n')}
  esac
  _arguments -s \\
    ${options.flatMap(specOf).join(' \\\n    ')} \\
    '1: :_sysshark_first' '*: :_sysshark_filter'
}

if [[ $funcstack[1] == _sysshark ]]; then _sysshark "$@"; else compdef _sysshark sysshark; fi
`;
}
