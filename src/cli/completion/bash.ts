import type { CommandRow } from '../command-line/commands.js';
import type { OptionRow } from '../command-line/row.js';
import { flagsOf, valueFlagsOf, type Words } from './words.js';

/** Shell code that completes the value of an option or the arguments of a command. */
function replyFor({ completes, choices }: Pick<OptionRow | CommandRow, 'completes' | 'choices'>): string {
  if (completes === 'format') return '_sysshark_format "$cur" ""';
  if (completes === 'filter') return '_sysshark_filter "$cur"';
  if (completes === 'file') return 'compopt -o default';
  if (choices === undefined) return ':';
  const words = `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$cur"))`;
  // without a match, bash offers files
  if (completes === 'plugin') return `${words}; compopt -o nospace -o default`;
  return completes === 'chisel' ? `${words}; compopt -o default` : words;
}

function optionCase(row: OptionRow): string {
  const reply = `${replyFor(row)}; return`;
  // an optional value follows "="
  const guarded = row.isValueOptional ? `[[ -z $before ]] || { ${reply}; }` : reply;
  return `    ${valueFlagsOf(row).join(' | ')}) ${guarded} ;;`;
}
const commandCase = (row: CommandRow): string => `    ${row.name}) ${replyFor(row)}; return ;;`;

const valueCase = ({ fields, values }: Words['values'][number]): string =>
  `    ${fields.join(' | ')}) words='${values.join(' ')}' ;;`;

/** Shell functions that add fields and their values to the completions. */
const FUNCTIONS = `# Adds the words of $3 that begin with $1, each with the prefix $2.
_sysshark_words() {
  local name
  compopt -o nospace
  for name in $3; do
    [[ $name != "$1"* ]] || COMPREPLY+=("$2$name")
  done
  # bash closes the quotes after a single completion, but the filter continues
  [[ \${#COMPREPLY[@]} != 1 || $cur != [\\'\\"]* ]] || COMPREPLY+=("$COMPREPLY ")
}

# Completes the field at the end of a format ($1, with or without an opening quote); $2 is a prefix.
_sysshark_format() {
  local text=\${1#[\\'\\"]} name
  [[ -z $text || $text == *%* ]] || return 0
  name=\${text##*%}
  text=\${text%"$name"}
  [[ $name =~ ^([0-9]*)(.*)$ ]]
  _sysshark_words "\${BASH_REMATCH[2]}" "$2\${text:-%}\${BASH_REMATCH[1]}" "$_sysshark_fields"
}

# Completes the field at the end of a filter, or its value after an operator; $2 is what comes before the filter's last word.
_sysshark_filter() {
  local text=\${1#[\\'\\"]} name before words
  local operator='([A-Za-z0-9_.]+) *(!?=|(in|intersects) *\\(([^()]*,)?) *$'
  name=\${text##*[!A-Za-z0-9_.-]}
  text=\${text%"$name"}
  before=$2$text
  if [[ $before =~ $operator ]]; then
    _sysshark_values "\${BASH_REMATCH[1]}"
    _sysshark_words "$name" "$text" "$words"
  elif [[ $before != *[=\\<\\>] ]]; then
    _sysshark_words "$name" "$text" "$_sysshark_fields"
  fi
}
`;

/** Shell code that completes the file behind the name of a plugin: bash also splits at ":". */
function pluginFile(options: Words['options']): string {
  const flags = options.filter((row) => row.completes === 'plugin').flatMap(flagsOf);
  return `  i=$((COMP_CWORD - 2))
  [[ $prev != : ]] || ((i--))
  if [[ ($cur == : || $prev == :) && \${COMP_WORDS[i]} == @(${flags.join('|')}) ]]; then
    compopt -o default
    return
  fi`;
}

/**
 * Script for bash 4.4 or newer. Bash splits unquoted words at characters such as "="; quoted words, as filters usually
 * are, stay whole.
 */
export function renderBash({ options, commands, fields, values }: Words): string {
  const withValues = options.filter((row) => row.value !== undefined);
  return `# Completion of sysshark for bash: source <(sysshark completion bash)
_sysshark_fields='${fields.join(' ')}'

# Sets words to the values of the field $1.
_sysshark_values() {
  case $1 in
${values.map(valueCase).join('\n')}
  esac
}

${FUNCTIONS}
_sysshark() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} before= i
  COMPREPLY=()
  if [[ $cur == = ]]; then
    cur=
    before=$prev=
  elif [[ $prev == = ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
    before=$prev=
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} == -- ]]; then
      if ((i == COMP_CWORD - 1)); then COMPREPLY=($(compgen -c -- "$cur")); else compopt -o default; fi
      return
    fi
  done
${pluginFile(options)}
  case $prev in
${withValues.map(optionCase).join('\n')}
    *[\\<\\>]) return ;;
  esac
  case $cur in
    -p*) _sysshark_format "\${cur#-p}" -p; return ;;
    -*)
      COMPREPLY=($(compgen -W '${options.flatMap(flagsOf).join(' ')}' -- "$cur"))
      return
      ;;
  esac
  case \${COMP_WORDS[1]} in
${commands.map(commandCase).join('\n')}
  esac
  ((COMP_CWORD > 1)) || mapfile -t COMPREPLY < <(compgen -S ' ' -W '${commands.map(({ name }) => name).join(' ')}' -- "$cur")
  _sysshark_filter "$cur" "$before"
}

complete -F _sysshark sysshark
`;
}
