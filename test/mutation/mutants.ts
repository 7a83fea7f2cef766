import ts from 'typescript';

/** One small fault that a test should notice. */
export interface Mutant {
  /** Absolute path of the file. */
  readonly file: string;
  /** Offsets of the text that is replaced, in characters. */
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly replacement: string;
  /** Line of the file, from 1. */
  readonly line: number;
}

const K = ts.SyntaxKind;

/** Replacements of operators. */
const OPERATORS: ReadonlyMap<ts.SyntaxKind, readonly string[]> = new Map([
  [K.LessThanToken, ['<=', '>=']],
  [K.LessThanEqualsToken, ['<', '>']],
  [K.GreaterThanToken, ['>=', '<=']],
  [K.GreaterThanEqualsToken, ['>', '<']],
  [K.EqualsEqualsEqualsToken, ['!==']],
  [K.ExclamationEqualsEqualsToken, ['===']],
  [K.AmpersandAmpersandToken, ['||']],
  [K.BarBarToken, ['&&']],
  [K.PlusToken, ['-']],
  [K.MinusToken, ['+']],
  [K.AsteriskToken, ['/']],
  [K.SlashToken, ['*']],
  [K.PercentToken, ['*']],
  [K.AmpersandToken, ['|']],
  [K.BarToken, ['&']],
  [K.LessThanLessThanToken, ['>>']],
  [K.GreaterThanGreaterThanToken, ['<<']],
  [K.GreaterThanGreaterThanGreaterThanToken, ['<<']],
  [K.PlusEqualsToken, ['-=']],
  [K.MinusEqualsToken, ['+=']],
  [K.BarEqualsToken, ['&=']],
  [K.AmpersandEqualsToken, ['|=']],
]);

const isText = (node: ts.Node): boolean => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);

/** Replacements of an operator; none if + joins texts. */
function ofBinary(node: ts.BinaryExpression): readonly string[] {
  const { kind } = node.operatorToken;
  const joinsTexts = kind === K.PlusToken || kind === K.PlusEqualsToken;
  return joinsTexts && (isText(node.left) || isText(node.right)) ? [] : (OPERATORS.get(kind) ?? []);
}

/** The part of a node that is replaced, and its replacements. */
function changesOf(node: ts.Node): readonly [ts.Node, readonly string[]] {
  if (ts.isBinaryExpression(node)) return [node.operatorToken, ofBinary(node)];
  if (ts.isNumericLiteral(node)) return [node, [String(Number(node.text) + 1)]];
  if (node.kind === K.TrueKeyword) return [node, ['false']];
  if (node.kind === K.FalseKeyword) return [node, ['true']];
  if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) return [node, [node.operand.getText()]];
  if (ts.isConditionalExpression(node)) return [node.condition, [`!(${node.condition.getText()})`]];
  if (ts.isIfStatement(node)) return [node.expression, ['true', 'false']];
  if (ts.isExpressionStatement(node) || ts.isContinueStatement(node) || ts.isThrowStatement(node)) return [node, [';']];
  return [node, []];
}

/** Whether a node has no effect at run time, or is a name. */
const isIdle = (node: ts.Node): boolean =>
  ts.isTypeNode(node) ||
  ts.isImportDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node);

/** All mutants of a file. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const mutants: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    if (isIdle(node)) return;
    const [part, replacements] = changesOf(node);
    const [start, end] = [part.getStart(), part.getEnd()];
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    for (const replacement of replacements)
      mutants.push({ file, start, end, original: text.slice(start, end), replacement, line });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}
