/**
 * filter   = or
 * or       = and { ("or" | "||") and }
 * and      = unary { ("and" | "&&") unary }
 * unary    = ("not" | "!") unary | "(" filter ")" | check
 * check    = operand ( "exists" | operator right )
 * operand  = field | transformer "(" operand ")"
 * field    = name { "." name } [ "[" argument "]" ]
 * right    = operand that begins with a transformer | list | number | value
 *            (a list after in, intersects and pmatch, a number after <, <=, > and >=)
 * list     = "(" [ value { "," value } ] ")" | word
 * value    = quoted string | characters without blanks, quotes, brackets, "=" and ","
 * number   = digits, a sign before and a fraction or an exponent with a sign after them; or hexadecimal digits after 0x
 * word     = letters, digits and underscores, a letter first
 *
 * "not" binds tighter than "and", which binds tighter than "or". Nesting deeper than 100 is an error.
 */
import {
  type Ast,
  type CheckNode,
  type FieldNode,
  type ListNode,
  type LiteralNode,
  type Operand,
  type RightSide,
  TRANSFORMER_NAMES,
  type TransformerName,
} from './ast.js';
import { OPERATORS, type OperatorName } from './operators.js';
import { Scanner } from './scan.js';

const MAX_DEPTH = 100;
/** Tokens from long to short, so that "<=" is not read as "<". */
const OPERATOR_TOKENS: readonly (readonly [token: string, name: OperatorName])[] = (
  [...Object.keys(OPERATORS).map((name) => [name, name]), ['==', '=']] as [string, OperatorName][]
).sort((a, b) => b[0].length - a[0].length);

/** Parses a filter text. Throws TextError('FILTER') at the character where it stops making sense. */
export function parseFilter(text: string): Ast {
  const scan = new Scanner(text);
  const ast = parseOr(scan, 0);
  scan.skipBlanks();
  if (!scan.isAtEnd) throw scan.error("expected 'and', 'or' or the end of the filter");
  return ast;
}

function parseOr(scan: Scanner, depth: number): Ast {
  return parseSequence(scan, 'or', () => parseSequence(scan, 'and', () => parseUnary(scan, depth)));
}

function parseSequence(scan: Scanner, kind: 'and' | 'or', parseChild: () => Ast): Ast {
  const first = parseChild();
  const children = [first];
  while (readConnective(scan, kind)) children.push(parseChild());
  return children.length === 1 ? first : { kind, pos: first.pos, children };
}

function readConnective(scan: Scanner, kind: 'and' | 'or'): boolean {
  const start = scan.pos;
  scan.skipBlanks();
  if (scan.readToken(kind === 'and' ? '&&' : '||') || scan.readKeyword(kind)) return true;
  scan.pos = start;
  return false;
}

function parseUnary(scan: Scanner, depth: number): Ast {
  scan.skipBlanks();
  const pos = scan.pos;
  if (depth >= MAX_DEPTH) throw scan.error(`more than ${MAX_DEPTH} levels of parentheses and negations`);
  if (scan.readToken('!') || scan.readKeyword('not')) return { kind: 'not', pos, child: parseUnary(scan, depth + 1) };
  if (!scan.readToken('(')) return parseCheck(scan, depth);
  const inner = parseOr(scan, depth + 1);
  scan.skipBlanks();
  if (!scan.readToken(')')) throw scan.error("expected ')'");
  return inner;
}

function parseCheck(scan: Scanner, depth: number): CheckNode {
  const pos = scan.pos;
  const left = parseOperand(scan, depth);
  scan.skipBlanks();
  const operatorPos = scan.pos;
  const operator = parseOperator(scan);
  if (operator === null) throw missingOperator(scan, left);
  const right = operator === 'exists' ? null : parseRight(scan, operator, depth);
  const { text } = scan;
  const source = text.slice(pos, scan.pos).trim();
  return { kind: 'check', pos, text, source, left, operator, operatorPos, right };
}

/** A word alone is a common mistake: `sysshark nginx`. */
function missingOperator(scan: Scanner, left: Operand): Error {
  const word = scan.peekWord();
  if (word !== '' && word !== 'and' && word !== 'or') return scan.error(`unknown operator '${word}'`);
  if (left.kind === 'field' && !left.name.includes('.')) {
    return scan.error(`'${left.name}' is not a condition; write one such as proc.name=nginx`, left.pos);
  }
  return scan.error('expected an operator such as = or contains');
}

function parseOperator(scan: Scanner): OperatorName | null {
  const start = scan.pos;
  for (const [token, name] of OPERATOR_TOKENS) {
    if (!scan.readToken(token)) continue;
    const next = scan.text[scan.pos];
    const isWord = /[a-z]/.test(token);
    if (!isWord || next === undefined || !/[A-Za-z0-9_]/.test(next)) return name;
    scan.pos = start;
  }
  return null;
}

function parseOperand(scan: Scanner, depth: number): Operand {
  return parseCall(scan, depth) ?? parseField(scan);
}

function parseCall(scan: Scanner, depth: number): Operand | null {
  const pos = scan.pos;
  const name = scan.peekWord();
  if (!isTransformer(name)) return null;
  scan.readToken(name);
  scan.skipBlanks();
  if (!scan.readToken('(')) {
    scan.pos = pos;
    return null;
  }
  if (depth >= MAX_DEPTH) throw scan.error(`more than ${MAX_DEPTH} levels of parentheses`);
  scan.skipBlanks();
  const of = parseOperand(scan, depth + 1);
  scan.skipBlanks();
  if (!scan.readToken(')')) throw scan.error(`expected ')' after the field of ${name}`);
  return { kind: 'call', pos, name, of };
}

function isTransformer(word: string): word is TransformerName {
  return (TRANSFORMER_NAMES as readonly string[]).includes(word);
}

/** Parses a field alone, such as `proc.aname[0]`. Throws TextError('FILTER'). */
export function parseFieldNode(text: string): FieldNode {
  const scan = new Scanner(text);
  const field = parseField(scan);
  if (!scan.isAtEnd) throw scan.error('expected the end of the field');
  return field;
}

function parseField(scan: Scanner): FieldNode {
  const pos = scan.pos;
  const name = scan.readFieldName();
  if (name === null) throw scan.error('expected a field such as proc.name');
  return { kind: 'field', pos, name, arg: scan.readArgument() };
}

function parseRight(scan: Scanner, operator: OperatorName, depth: number): RightSide {
  scan.skipBlanks();
  const call = parseCall(scan, depth);
  if (call !== null) return call;
  const { takes } = OPERATORS[operator];
  if (takes === 'list') return parseList(scan);
  return takes === 'number' ? parseNumber(scan) : parseLiteral(scan);
}

function parseList(scan: Scanner): ListNode {
  const pos = scan.pos;
  if (!scan.readToken('(')) return { kind: 'list', pos, items: [parseIdentifier(scan)] };
  const items: LiteralNode[] = [];
  scan.skipBlanks();
  if (scan.readToken(')')) return { kind: 'list', pos, items };
  do {
    scan.skipBlanks();
    items.push(parseLiteral(scan));
    scan.skipBlanks();
  } while (scan.readToken(','));
  if (!scan.readToken(')')) throw scan.error("expected ',' or ')'");
  return { kind: 'list', pos, items };
}

/** Digits followed by letters, such as 10ms, are reported as one wrong number, not as a number and a word. */
function parseNumber(scan: Scanner): LiteralNode {
  const pos = scan.pos;
  const text = scan.readNumber();
  if (text === null) throw scan.error('expected a number');
  const word = scan.peekWord();
  if (word !== '' && word !== 'and' && word !== 'or') throw scan.error(`'${text}${word}' is not a decimal number`, pos);
  return { kind: 'literal', pos, text };
}

function parseIdentifier(scan: Scanner): LiteralNode {
  const pos = scan.pos;
  const text = scan.readIdentifier();
  if (text === null) throw scan.error('expected a list such as (a, b)');
  return { kind: 'literal', pos, text };
}

function parseLiteral(scan: Scanner): LiteralNode {
  const pos = scan.pos;
  const text = scan.readValue();
  if (text === null) throw scan.error('expected a value');
  return { kind: 'literal', pos, text };
}
