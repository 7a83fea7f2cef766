import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { execPath } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SyssharkError } from '../errors.js';

/** A module: its path as it was given, and its absolute path. */
export interface ModuleFile {
  readonly path: string;
  readonly file: string;
}

/** Where an error was noticed. */
interface Place {
  readonly file: string;
  readonly line: number | null;
}

const FIRST_LINE = /^(file:\/\/\/\S+|\/.*):(\d+)\s*$/m;
const FRAME = /(file:\/\/\/[^\s()]+?):(\d+):\d+\)?$/gm;
const IMPORTED_FROM = /^Cannot find (?:module|package) '(.*?)' imported from (.*)$/m;

/** Folder of this installation, whose own frames do not say where a user's error is. */
const OWN = new URL('../..', import.meta.url).href;

const asFile = (place: string): string => (place.startsWith('file:') ? fileURLToPath(place) : place);

/** An error of a module, or of a function in it, as one line that says where. */
export function thrownIn(module: ModuleFile, what: string, error: unknown): SyssharkError {
  return new SyssharkError('USAGE', `${shown(frameOf(error), module)}: ${what}${textOf(error)}`, { cause: error });
}

/** Why a module cannot be imported, as one line that says where; `importer` is the file that imports (bin). */
export function notImported(module: ModuleFile, error: unknown, importer: string): SyssharkError {
  const place = markedPlace(error) ?? importPlace(error) ?? syntaxPlace(error, module, importer) ?? frameOf(error);
  return new SyssharkError('USAGE', `${shown(place, module)}: ${textOf(error)}`, { cause: error });
}

function shown(place: Place | null, { path, file }: ModuleFile): string {
  if (place === null) return path;
  const name = place.file === file ? path : place.file;
  return place.line === null ? name : `${name}:${place.line}`;
}

/** What was thrown, in one line. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  const [line = ''] = error.message.replace(/ imported from .*/, '').split('\n');
  const name = error.name === 'Error' || error instanceof SyssharkError ? '' : `${error.name}: `;
  return `${name}${line}`;
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? '') : '');

function placeIn(text: string): Place | null {
  const [, file, line] = FIRST_LINE.exec(text) ?? [];
  return file === undefined ? null : { file: asFile(file), line: Number(line) };
}

/** The place that Node.js puts before some errors of parsing and linking. */
function markedPlace(error: unknown): Place | null {
  const [head = ''] = stackOf(error).split('\n');
  return placeIn(head);
}

/** The line of the import of what cannot be found. */
function importPlace(error: unknown): Place | null {
  const [, wanted, from] = IMPORTED_FROM.exec(error instanceof Error ? error.message : '') ?? [];
  if (wanted === undefined || from === undefined) return null;
  const name = wanted.slice(wanted.lastIndexOf('/') + 1);
  const lines = readFileSync(asFile(from), 'utf8').split('\n');
  const at = lines.findIndex((line) => /\b(import|from)\b/.test(line) && line.includes(name));
  return { file: asFile(from), line: at < 0 ? null : at + 1 };
}

/** The line of a syntax error: programs do not learn it, but Node.js prints it when it ends because of it. */
function syntaxPlace(error: unknown, { file }: ModuleFile, importer: string): Place | null {
  if (!(error instanceof SyntaxError)) return null;
  const code = `require(${JSON.stringify(importer)}).importModule(${JSON.stringify(pathToFileURL(file).href)})`;
  const { stderr } = spawnSync(execPath, ['-e', code], { encoding: 'utf8' });
  return placeIn(stderr);
}

/** The innermost call that is not in this installation. */
function frameOf(error: unknown): Place | null {
  const frames = [...stackOf(error).matchAll(FRAME)];
  const frame = frames.find(([, url = '']) => !url.startsWith(`${OWN}dist/`) && !url.startsWith(`${OWN}bin/`));
  return frame === undefined ? null : { file: asFile(frame[1] as string), line: Number(frame[2]) };
}
