import { wrap } from '../output/wrap.js';
import type { Chisel, ChiselArg } from './chisel.js';
import { CHISELS } from './registry.js';

/** Column where summaries start, and where lines end. */
const NAME_WIDTH = 22;
const LINE_WIDTH = 80;

const byName = (a: Chisel, b: Chisel): number => (a.name < b.name ? -1 : 1);

/** -cl: the chisels by category, one per line. */
export function renderChiselList(): string {
  const categories = [...new Set(CHISELS.map(({ category }) => category))].sort();
  return categories
    .map((category) => {
      const lines = CHISELS.filter((chisel) => chisel.category === category)
        .sort(byName)
        .map(({ name, summary }) => `${name.padEnd(NAME_WIDTH)}${summary}\n`);
      return `Category: ${category}\n${'-'.repeat(10 + category.length)}\n${lines.join('')}`;
    })
    .join('\n');
}

/** -cl --json: the chisels as one JSON document. */
export function renderChiselListJson(): string {
  return `${JSON.stringify({ chisels: [...CHISELS].sort(byName).map(described) }, null, 2)}\n`;
}

/** -i --json: a chisel as JSON on a line. */
export function renderChiselInfoJson(chisel: Chisel): string {
  return `${JSON.stringify(described(chisel))}\n`;
}

function described({ name, category, summary, description, args }: Chisel): object {
  return {
    name,
    category,
    summary,
    description,
    args: args.map((arg) => ({ name: arg.name, description: arg.description, isOptional: arg.isOptional === true })),
  };
}

const termOf = ({ name, isOptional }: ChiselArg): string => (isOptional ? `[${name}]` : name);

/** The usage of a chisel on the command line. */
export function chiselUsage({ name, args }: Chisel): string {
  return ['-c', name, ...args.map(termOf)].join(' ');
}

/** -i: describes a chisel and its arguments. */
export function renderChiselInfo(chisel: Chisel): string {
  const { category, summary, description, args } = chisel;
  const described = args.map((arg) => `${termOf(arg).padEnd(NAME_WIDTH)}${arg.description}\n`);
  const whole = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}. ${description}`.trimEnd();
  return [
    `Category: ${category}\nName:     ${chisel.name}\n`,
    `${wrap(whole, LINE_WIDTH).join('\n')}\n`,
    `Usage: sysshark ${chiselUsage(chisel)} [FILTER]\n`,
    ...(described.length === 0 ? [] : [`Arguments:\n${described.join('')}`]),
  ].join('\n');
}
