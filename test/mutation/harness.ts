/** Replaces @jest/globals without Jest: all tests of a room run in one process, which ends at the first failure. */
import { expect } from 'expect';

export { expect };

type Body = (...values: unknown[]) => unknown;
const HOOKS = ['beforeAll', 'beforeEach', 'afterEach', 'afterAll'] as const;
type Hooks = Readonly<Record<(typeof HOOKS)[number], Body[]>>;

/** Tests and their hooks. */
interface Suite {
  readonly hooks: Hooks;
  readonly items: (Suite | Body)[];
}

const newSuite = (): Suite => ({
  hooks: { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] },
  items: [],
});

let open = newSuite();
let passed = 0;

function addSuite(_name: string, define: Body): void {
  const outer = open;
  open = newSuite();
  outer.items.push(open);
  define();
  open = outer;
}

function addTest(_name: string, body: Body): void {
  open.items.push(body);
}

type Add = (name: string, body: Body) => void;

/** One call of `add` for each row of a table. */
const eachWith =
  (add: Add) =>
  (rows: readonly unknown[]): Add =>
  (name, body) => {
    for (const row of rows) add(name, () => body(...(Array.isArray(row) ? row : [row])));
  };

const withForms = (add: Add) => Object.assign(add, { each: eachWith(add), skip: () => undefined });
export const describe = withForms(addSuite);
export const test = withForms(addTest);
export const it = withForms(addTest);

const [beforeAll, beforeEach, afterEach, afterAll] = HOOKS.map((name) => (body: Body) => {
  open.hooks[name].push(body);
});

export { afterAll, afterEach, beforeAll, beforeEach };

async function runAll(bodies: readonly Body[]): Promise<void> {
  for (const body of bodies) await body();
}

/** Runs a nested suite; the hooks of the outer suites are given from the outside in. */
async function runSuite({ hooks, items }: Suite, outer: readonly Hooks[]): Promise<void> {
  const all = [...outer, hooks];
  await runAll(hooks.beforeAll);
  for (const item of items) {
    if (typeof item !== 'function') {
      await runSuite(item, all);
      continue;
    }
    await runAll(all.flatMap(({ beforeEach }) => beforeEach));
    await item();
    await runAll(all.toReversed().flatMap(({ afterEach }) => afterEach));
    passed++;
  }
  await runAll(hooks.afterAll);
}

/** Loads test files in sequence and runs their tests. Exit status 1 at the first failure, or if there are no tests. */
export async function runFiles(files: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const load of files) {
    open = newSuite();
    await load();
    await runSuite(open, []);
  }
  process.exit(passed > 0 ? 0 : 1);
}
