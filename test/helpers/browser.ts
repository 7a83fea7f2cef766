import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect } from '@jest/globals';
import { type Browser, type ConsoleMessage, chromium, type Page } from 'playwright-core';
import { type Inspector, startInspector } from './inspector.js';
import { describeIf } from './prerequisites.js';
import { hasShared } from './shared.js';

const CHROMIUM = '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

/** How a page is opened. */
export interface PageOptions {
  readonly scheme?: 'light' | 'dark';
  /** Query of the address: ?f=…&e=…&v=… */
  readonly query?: string;
}

/** What the browser says of a filter that the server refuses, or of an event that is no longer there, which the page shows. */
const REFUSED = /^Failed to load resource: .* 400 /;
const MISSING = /^Failed to load resource: .* 404 /;

const isAnswer = (message: ConsoleMessage): boolean =>
  REFUSED.test(message.text()) || (MISSING.test(message.text()) && message.location().url.includes('/api/events/'));

/** Tests that need a browser and the shared captures. */
export const describeWithBrowser = describeIf(existsSync(CHROMIUM) && hasShared);

let browser: Promise<Browser> | null = null;

/** Inspectors by what they look at: a test has a page of its own, not a server. */
const inspectors = new Map<string, Promise<Inspector>>();

function inspectorOf(file: string): Promise<Inspector> {
  const known = inspectors.get(file) ?? startInspector([file]);
  inspectors.set(file, known);
  return known;
}

/** Ends the browser of these tests, and the inspectors. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = null;
  for (const inspector of inspectors.values()) await (await inspector).end();
  inspectors.clear();
}

/** Runs a task with a page that shows a capture. Nothing may go wrong in the page meanwhile. */
export async function withPage(
  file: string,
  task: (page: Page) => Promise<void>,
  options: PageOptions = {},
): Promise<void> {
  await withPageOf(await inspectorOf(file), task, options);
}

/** The same with the page of an inspector. */
export async function withPageOf(
  { address, url }: Inspector,
  task: (page: Page) => Promise<void>,
  options: PageOptions = {},
): Promise<void> {
  const isOwn = (request: URL): boolean => request.origin === address;
  await visit(url.replace('/#', `/${options.query ?? ''}#`), isOwn, task, options);
}

/** The same with a report, opened as a file. `hash`: what its address ends with. */
export async function withReport(
  path: string,
  task: (page: Page) => Promise<void>,
  { hash = '', ...options }: PageOptions & { readonly hash?: string } = {},
): Promise<void> {
  const { href } = pathToFileURL(path);
  await visit(href + hash, (request) => request.href.split('#')[0] === href, task, options);
}

async function visit(
  url: string,
  isOwn: (request: URL) => boolean,
  task: (page: Page) => Promise<void>,
  { scheme = 'light' }: PageOptions,
): Promise<void> {
  browser ??= chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  const context = await (await browser).newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: scheme,
    timezoneId: 'UTC',
  });
  const problems: string[] = [];
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('dialog', (dialog) => problems.push(dialog.message()));
    page.on('request', (request) => {
      const asked = new URL(request.url());
      if (asked.protocol !== 'data:' && !isOwn(asked)) problems.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error' && !isAnswer(message)) problems.push(message.text());
    });
    await page.goto(url);
    await page.locator('.row .ev, .row > :nth-child(4)', { hasText: /./ }).first().waitFor();
    await task(page);
    expect(problems).toEqual([]);
  } finally {
    // answers that a test holds back have nobody to go to
    for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  }
}

/** A row as the page shows it: its place (from 0 on) and the texts of its cells. */
export interface ShownRow {
  readonly position: number;
  readonly cells: readonly string[];
}

const ROWS = `[...document.querySelectorAll('.row')]
  .filter((row) => {
    const [own, all] = [row, row.parentElement].map((element) => element.getBoundingClientRect());
    return own.bottom > all.top && own.top < all.bottom;
  })
  .map((row) => ({
    position: Number(row.getAttribute('aria-rowindex')) - 2,
    cells: [...row.children].map((cell) => cell.textContent),
  }))`;

/** The rows in sight, whole ones and parts. */
export const rowsInSight = (page: Page): Promise<ShownRow[]> => page.evaluate<ShownRow[]>(ROWS);

/** Events of the list. */
export async function shownCount(page: Page): Promise<number> {
  return Number(await page.locator('#events').getAttribute('aria-rowcount')) - 1;
}

const MOST_TRIES = 1200;

/** Waits until an expression is true in the page, whose policy forbids what the browser's driver would do for that. */
export async function until(page: Page, expression: string): Promise<void> {
  for (let tries = 0; !(await page.evaluate<boolean>(expression)); tries++) {
    if (tries === MOST_TRIES) throw new Error(`never: ${expression}`);
    await page.waitForTimeout(25);
  }
}

/** Two frames: what was asked for is drawn. */
const DRAWN = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';
/** Whether the texts of all rows in sight have come. */
export const IS_KNOWN = `![...document.querySelectorAll('.row:not([hidden])')].some((row) => row.firstChild.textContent === '…')`;

/** All rows of the list, in order: the list is walked by its keys. */
export async function allRows(page: Page): Promise<ShownRow[]> {
  const found = new Map<number, ShownRow>();
  const count = await shownCount(page);
  await page.locator('#events').press('Home');
  for (let last = -1; last < count - 1; await page.locator('#events').press('PageDown')) {
    await page.evaluate(DRAWN);
    await until(page, IS_KNOWN);
    for (const row of await rowsInSight(page)) found.set(row.position, row);
    last = Math.max(...found.keys());
  }
  return [...found.values()].sort((a, b) => a.position - b.position);
}

/** Writes a filter, and waits for its events. */
export async function filter(page: Page, text: string): Promise<void> {
  const bar = page.getByRole('combobox', { name: 'Display filter' });
  await bar.fill(text);
  await bar.press('Enter');
  await page.locator('.filter .in.ok').waitFor();
  await until(page, `!document.querySelector('.found').textContent.includes('…')`);
}
