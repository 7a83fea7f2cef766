import type { Ast, LiteralNode, Operand, RightSide } from '../../../src/filter/ast.js';
import { OPERATORS } from '../../../src/filter/operators.js';

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};

function quote(text: string): string {
  return `"${text.replace(/["\\\b\f\n\r\t]/g, (char) => ESCAPES[char] ?? char)}"`;
}

function printOperand(operand: Operand): string {
  if (operand.kind === 'call') return `${operand.name}(${printOperand(operand.of)})`;
  return operand.arg === null ? operand.name : `${operand.name}[${quoteArg(operand.arg)}]`;
}

function quoteArg(arg: string): string {
  return /^[^[\]"'\s]+$/.test(arg) ? arg : quote(arg);
}

function printRight(right: RightSide): string {
  if (right.kind === 'literal') return quote(right.text);
  if (right.kind === 'list') return `(${right.items.map((item) => quote(item.text)).join(', ')})`;
  return printOperand(right);
}

/** A filter with every group in parentheses and every value but numbers in quotes; parses to the same tree. */
export function printAst(ast: Ast): string {
  if (ast.kind === 'not') return `not (${printAst(ast.child)})`;
  if (ast.kind !== 'check') return ast.children.map((child) => `(${printAst(child)})`).join(` ${ast.kind} `);
  const left = `${printOperand(ast.left)} ${ast.operator}`;
  if (ast.right === null) return left;
  const isBare = ast.right.kind === 'literal' && OPERATORS[ast.operator].takes === 'number';
  return `${left} ${isBare ? (ast.right as LiteralNode).text : printRight(ast.right)}`;
}
