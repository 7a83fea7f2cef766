import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');
const PAGES = [...filesIn('.', { recursive: false }), ...filesIn('docs')].filter((path) => path.endsWith('.md'));
const CODE = ['src', 'native', 'test', 'scripts', 'bin'].flatMap((folder) => filesIn(folder));

/** A section of a page in docs/reference, as comments cite it. */
const CITATION = /\b([A-Z-]+\.md)#([\w-]+)/g;
const PAGE = /\bdocs\/[\w/-]+(?:\.\w+)+/g;
const LINK = /\]\((?!\w+:)([^)#]*)(?:#([^)]+))?\)/g;
const HEADING = /^#+ (.+)$/gm;
const CODE_BLOCK = /^```.*?^```$/gms;
/** A file of the project (not of a build) between backticks; `src/` may be left out. */
const CODE_FILE = /`(?!prebuilds\/)([\w-]+(?:\/[\w.-]+)+\.(?:cc?|h|js|json|sh|ts|txt))`/g;

function filesIn(folder: string, { recursive } = { recursive: true }): string[] {
  return readdirSync(join(ROOT, folder), { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The name that GitHub gives a heading for links. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

function hasSection(page: string, anchor: string): boolean {
  if (!existsSync(join(ROOT, page))) return false;
  const headings = read(page).replaceAll(CODE_BLOCK, '').matchAll(HEADING);
  return [...headings].some(([, heading]) => anchorOf(heading as string) === anchor);
}

it('has every section that a comment cites', () => {
  const cited = CODE.flatMap((path) =>
    [...read(path).matchAll(CITATION)].map(([, page, anchor]) => ({ path, page: `docs/reference/${page}`, anchor })),
  );
  expect(cited.length).toBeGreaterThan(30);
  expect(cited.filter(({ page, anchor }) => !hasSection(page, anchor as string))).toEqual([]);
});

it('has every page that the code names', () => {
  const named = CODE.flatMap((path) => [...read(path).matchAll(PAGE)].map(([page]) => ({ path, page })));
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter(({ page }) => !existsSync(join(ROOT, page)))).toEqual([]);
});

it('has what its pages link to', () => {
  const links = PAGES.flatMap((path) =>
    [...read(path).replaceAll(CODE_BLOCK, '').matchAll(LINK)].map(([, file, anchor]) => ({
      path,
      target: file === '' ? path : join(dirname(path), file as string),
      anchor,
    })),
  );
  expect(links.length).toBeGreaterThan(30);
  const isBroken = ({ target, anchor }: (typeof links)[number]) =>
    !existsSync(join(ROOT, target)) || (anchor !== undefined && !hasSection(target, anchor));
  expect(links.filter(isBroken)).toEqual([]);
});

it('names files that exist', () => {
  const named = PAGES.filter((path) => path !== 'CHANGELOG.md').flatMap((path) =>
    [...read(path).matchAll(CODE_FILE)].map(([, file]) => ({ path, file: file as string })),
  );
  expect(named.length).toBeGreaterThan(30);
  const exists = (file: string) => [file, join('src', file)].some((path) => existsSync(join(ROOT, path)));
  expect(named.filter(({ file }) => !exists(file))).toEqual([]);
});
