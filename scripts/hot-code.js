/**
 * ESLint rule for code that runs once per event. `// HOT: once per event. No bigint, try, spread or iterator here.` in the first
 * line of a file covers all of its functions, above a function only this one. The code must not contain what the mark names,
 * except for allocations, which syntax does not show. In such a file, `// COLD: why` above a function exempts it.
 */

/** The constructs that a mark can name, and their node types. */
const CONSTRUCTS = {
  bigint: [],
  try: ['TryStatement'],
  spread: ['SpreadElement'],
  iterator: ['ForOfStatement', 'YieldExpression'],
};
const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
const MARK = /^\s*(HOT|COLD)\b/;

const isBigInt = (node) =>
  (node.type === 'Literal' && typeof node.value === 'bigint') || (node.type === 'Identifier' && node.name === 'BigInt');

/** The constructs that a mark forbids: "No bigint, try, spread or iterator". */
function forbiddenBy(comment) {
  const lists = [...comment.value.matchAll(/\b[Nn]o ((?:allocation|bigint|try|spread|iterator|,| |or)+)/g)];
  const words = lists.flatMap(([, list]) => list.split(/[^a-z]+/));
  return Object.keys(CONSTRUCTS).filter((name) => words.includes(name));
}

/** The construct that a node is; undefined if marks cannot name it. */
function constructOf(node) {
  if (isBigInt(node)) return 'bigint';
  return Object.keys(CONSTRUCTS).find((name) => CONSTRUCTS[name].includes(node.type));
}

/** The statement or member that consists of a function; its mark is above that. */
function markedPart(node) {
  const { parent } = node;
  if (['MethodDefinition', 'PropertyDefinition', 'Property'].includes(parent.type)) return parent;
  const part = parent.type === 'VariableDeclarator' ? parent.parent : node;
  return part.parent.type.startsWith('Export') ? part.parent : part;
}

const isExempt = (node) => node.async || node.generator || node.parent.kind === 'constructor';
const isCallback = ({ parent }) => parent.type === 'CallExpression' || parent.type === 'NewExpression';
const isHot = ({ value }) => value.trim().startsWith('HOT');

export const hotCode = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const source = context.sourceCode;
    const marks = source.getAllComments().filter(({ type, value }) => type === 'Line' && MARK.test(value));
    const ofFile = marks.find((mark) => mark.loc.start.line === 1 && isHot(mark)) ?? null;
    /** Marks that cover nothing. */
    const idle = new Set(marks.filter((mark) => mark !== ofFile));
    /** Marks that cover the functions around the current node, from the outermost one; null for none. */
    const around = [];

    function markOf(node) {
      const before = source.getCommentsBefore(markedPart(node));
      const own = before.find((comment) => comment !== ofFile && marks.includes(comment));
      if (own !== undefined) return own;
      if (isExempt(node)) return null;
      return isCallback(node) && around.length > 0 ? around.at(-1) : ofFile;
    }

    function enter(node) {
      const mark = markOf(node);
      around.push(mark);
      if (mark !== null && isHot(mark)) idle.delete(mark);
    }

    function look(node) {
      const name = constructOf(node);
      const mark = around.at(-1) ?? null;
      if (name === undefined || mark === null) return;
      if (!isHot(mark)) idle.delete(mark);
      else if (forbiddenBy(mark).includes(name))
        context.report({ node, message: `${name} in a function marked HOT: avoid it, or mark the function COLD` });
    }

    function reportMarks() {
      for (const { loc } of idle)
        context.report({ loc, message: 'this mark is not above a function, or exempts nothing in it' });
      for (const mark of marks.filter(isHot))
        if (forbiddenBy(mark).length === 0)
          context.report({ loc: mark.loc, message: 'this mark names nothing that scripts/hot-code.js can check' });
    }

    return {
      '*'(node) {
        if (FUNCTIONS.has(node.type)) enter(node);
        look(node);
      },
      '*:exit'(node) {
        if (FUNCTIONS.has(node.type)) around.pop();
      },
      'Program:exit': reportMarks,
    };
  },
};
