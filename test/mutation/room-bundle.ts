import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildContext, context, type Plugin } from 'esbuild';
import type { Mutant } from './mutants.js';

/** The text of a file with the mutant, and with its own URL, by which tests find fixtures. */
function textOf(path: string, mutant: Mutant): string {
  const text = readFileSync(path, 'utf8');
  const mutated =
    path === mutant.file ? text.slice(0, mutant.start) + mutant.replacement + text.slice(mutant.end) : text;
  return mutated
    .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path)))
    .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)));
}

/** Imports the test files of a room in sequence: first the one that mirrors the mutant's file. */
function entryOf(root: string, room: string, mutant: Mutant): string {
  const folder = join(root, 'test/unit', room);
  const mirror = basename(mutant.file).replace(/ts$/, 'test.ts');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .sort((a, b) => Number(basename(b) === mirror) - Number(basename(a) === mirror) || a.localeCompare(b));
  const loads = files.map((name) => `() => import(${JSON.stringify(join(folder, name))})`);
  return `import { runFiles } from '@jest/globals';\nrunFiles([${loads.join(', ')}]);\n`;
}

/** Bundles all unit tests of a room into one program, with a mutant in the tested code. */
export class RoomBundle {
  /** The program. */
  readonly path: string;
  private mutant: Mutant | null = null;
  private builder: BuildContext | null = null;
  private readonly root: string;
  private readonly room: string;

  constructor(root: string, room: string, path: string) {
    this.root = root;
    this.room = room;
    this.path = path;
  }

  /** Writes the program. */
  async build(mutant: Mutant): Promise<void> {
    this.mutant = mutant;
    this.builder ??= await context({
      entryPoints: ['entry'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      outfile: this.path,
      logLevel: 'silent',
      plugins: [this.plugin()],
    });
    await this.builder.rebuild();
  }

  async close(): Promise<void> {
    await this.builder?.dispose();
  }

  private plugin(): Plugin {
    const harness = join(this.root, 'test/mutation/harness.ts');
    return {
      name: 'mutant',
      setup: (bundler) => {
        bundler.onResolve({ filter: /^entry$/ }, () => ({ path: 'entry', namespace: 'entry' }));
        bundler.onResolve({ filter: /^@jest\/globals$/ }, () => ({ path: harness }));
        bundler.onLoad({ filter: /.*/, namespace: 'entry' }, () => ({
          contents: entryOf(this.root, this.room, this.mutant as Mutant),
          resolveDir: this.root,
        }));
        bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
          contents: textOf(path, this.mutant as Mutant),
          loader: 'ts',
        }));
      },
    };
  }
}
