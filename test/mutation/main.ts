/**
 * Injects small faults into the code, one at a time, and counts those that the room's unit tests detect: `npm run mutation --
 * [minutes] [room ...]`. SYSSHARK_SEED is the seed of the sample. Source files are not changed.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { Dice } from '../helpers/event-samples.js';
import { SEED } from '../helpers/seed.js';
import { type Mutant, mutantsOf } from './mutants.js';
import { RoomBundle } from './room-bundle.js';

// compiled to build/mutation/test/mutation
const ROOT = resolve(import.meta.dirname, '../../../..');
const PROGRAMS = join(ROOT, 'build/mutation/programs');
const ROOMS = ['filter', 'state', 'scap'];
const MINUTE_MS = 60_000;
/** Tests that run longer than this are endless; the mutant counts as caught. */
const MAX_MS = 2 * MINUTE_MS;
const MAX_HEAP_MB = 1024;
const MAX_SHOWN = 60;

/** The results for the mutants of a room. */
interface Score {
  readonly room: string;
  readonly waiting: Mutant[];
  readonly total: number;
  tried: number;
  caught: number;
}

function filesOf(room: string): string[] {
  const folder = join(ROOT, 'src', room);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .sort();
}

/** Puts items in random order. */
function shuffle<Item>(items: Item[], dice: Dice): Item[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = dice.next(i + 1);
    [items[i], items[j]] = [items[j] as Item, items[i] as Item];
  }
  return items;
}

function scoreOf(room: string): Score {
  const mutants = filesOf(room).flatMap((file) => mutantsOf(file, readFileSync(file, 'utf8')));
  return { room, waiting: shuffle(mutants, new Dice(2 * SEED + 1)), total: mutants.length, tried: 0, caught: 0 };
}

/** Whether a program exits with status 0. */
function passes(program: string): Promise<boolean> {
  const options = [`--max-old-space-size=${MAX_HEAP_MB}`, '--no-warnings', program];
  const child = spawn(process.execPath, options, {
    cwd: ROOT,
    env: { ...process.env, TZ: 'UTC' },
    stdio: 'ignore',
    timeout: MAX_MS,
    killSignal: 'SIGKILL',
  });
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('exit', (status) => done(status === 0));
  });
}

const shown = (text: string): string =>
  (text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text).replace(/\s+/g, ' ');

/** Takes mutants one at a time, always from the room with the fewest tried so far. */
class Worker {
  private readonly bundles: ReadonlyMap<string, RoomBundle>;

  constructor(index: number, scores: readonly Score[]) {
    this.bundles = new Map(
      scores.map(({ room }) => [room, new RoomBundle(ROOT, room, join(PROGRAMS, `${room}-${index}.mjs`))]),
    );
  }

  async work(scores: readonly Score[], end: number): Promise<void> {
    while (Date.now() < end) {
      const [score] = scores.filter(({ waiting }) => waiting.length > 0).sort((a, b) => a.tried - b.tried);
      const mutant = score?.waiting.pop();
      if (score === undefined || mutant === undefined) break;
      score.tried++;
      const isCaught = !(await this.survives(score.room, mutant));
      if (isCaught) score.caught++;
      const { file, line, original, replacement } = mutant;
      const outcome = isCaught ? 'caught' : 'SURVIVES';
      console.log(`${outcome} ${relative(ROOT, file)}:${line}: ${shown(original)} -> ${shown(replacement)}`);
    }
    for (const bundle of this.bundles.values()) await bundle.close();
  }

  /** Whether all unit tests of a room pass with a mutant in it. */
  async survives(room: string, mutant: Mutant): Promise<boolean> {
    const bundle = this.bundles.get(room) as RoomBundle;
    await bundle.build(mutant);
    return passes(bundle.path);
  }
}

const [minutes = '60', ...rooms] = process.argv.slice(2);
mkdirSync(PROGRAMS, { recursive: true });
const scores = (rooms.length > 0 ? rooms : ROOMS).map(scoreOf);
const workers = Array.from({ length: availableParallelism() }, (_, index) => new Worker(index, scores));
for (const { room, waiting } of scores)
  for (const mutant of waiting.slice(0, 1))
    if (!(await workers[0]?.survives(room, { ...mutant, replacement: mutant.original })))
      throw new Error(`unit tests of ${room} fail without a mutant`);
const end = Date.now() + Number(minutes) * MINUTE_MS;
await Promise.all(workers.map((worker) => worker.work(scores, end)));
for (const { room, total, tried, caught } of scores)
  console.log(
    `${room}: ${caught} of ${tried} caught (${Math.round((100 * caught) / (tried || 1))} %), of ${total} mutants`,
  );
