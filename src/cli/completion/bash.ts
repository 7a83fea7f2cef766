import type { CommandRow } from '../command-line/commands.js';
import type { OptionRow } from '../command-line/row.js';
import { flagsOf, type Words } from './words.js';

/** Completes what is behind an option or a command. */
function replyFor({ completes, choices }: Pick<OptionRow | CommandRow, 'completes' | 'choices'>): string {
  if (completes === 'format') return '_sysshark_format "$cur" ""';
  if (completes === 'file') return 'compopt -o default';
  return choices === undefined ? ':' : `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$cur"))`;
}

const optionCase = (row: OptionRow): string => `    ${flagsOf(row).join(' | ')}) ${replyFor(row)}; return ;;`;
const commandCase = (row: CommandRow): string => `    ${row.name}) ${replyFor(row)}; return ;;`;

/** What adds fields to the answer. */
const FUNCTIONS = `# Fields that begin with $1, each behind $2.
_sysshark_names() {
  local name
  compopt -o nospace
  for name in $_sysshark_fields; do
    [[ $name != "$1"* ]] || COMPREPLY+=("$2$name")
  done
  # bash closes the quotes of the only one that there is, but the filter goes on
  [[ \${#COMPREPLY[@]} != 1 || $cur != [\\'\\"]* ]] || COMPREPLY+=("$COMPREPLY ")
}

# The field that a format, $1 without its opening quote, ends with; behind $2.
_sysshark_format() {
  local text=\${1#[\\'\\"]} name
  [[ -z $text || $text == *%* ]] || return 0
  name=\${text##*%}
  text=\${text%"$name"}
  [[ $name =~ ^([0-9]*)(.*)$ ]]
  _sysshark_names "\${BASH_REMATCH[2]}" "$2\${text:-%}\${BASH_REMATCH[1]}"
}

# The field that a filter ends with: not where a value stands.
_sysshark_filter() {
  local text=\${1#[\\'\\"]} name
  name=\${text##*[!A-Za-z0-9_.]}
  text=\${text%"$name"}
  [[ $text == *[=\\<\\>] ]] || _sysshark_names "$name" "$text"
}
`;

/**
 * Script for bash 4.4 or newer. Bash takes a word apart at "=" and the like unless it is quoted; a quoted one, which is how
 * filters are written, comes whole.
 */
export function renderBash({ options, commands, fields }: Words): string {
  const withValues = options.filter((row) => row.value !== undefined);
  return `# Completion of sysshark for bash: source <(sysshark completion bash)
_sysshark_fields='${fields.join(' ')}'

${FUNCTIONS}
_sysshark() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} i
  COMPREPLY=()
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
    [[ $prev == --* ]] || return 0
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} == -- ]]; then
      if ((i == COMP_CWORD - 1)); then COMPREPLY=($(compgen -c -- "$cur")); else compopt -o default; fi
      return
    fi
  done
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
  _sysshark_filter "$cur"
}

complete -F _sysshark sysshark
`;
}
