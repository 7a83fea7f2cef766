/** Coverage-guided fuzzing of each target for some seconds: `npm run fuzz -- [seconds] [target ...]`. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Dice } from '../helpers/event-samples.js';
import { seedCapture } from './seeds.js';

// compiled to build/fuzz/test/fuzz
const ROOT = resolve(import.meta.dirname, '../../../..');
const TARGETS = ['capture', 'modes', 'filter', 'format'];
/** Targets that start with captures of random events; their inputs share a folder. */
const OF_CAPTURES = ['capture', 'modes'];
const MAX_INPUT = 16384;
/** Initial captures of random events; together they contain most event types. */
const SEED_CAPTURES = 100;
const MAX_MEMORY_MB = 1024;
const MAX_SECONDS_PER_INPUT = 10;

function writeSeeds(folder: string, seed: number): void {
  const dice = new Dice(seed);
  for (let i = 0; i < SEED_CAPTURES; i++) writeFileSync(join(folder, `seed-${i}`), seedCapture(dice));
}

/** Returns true if nothing was found. Interesting new inputs go to build/fuzz/corpus, crashing ones to build/fuzz/found. */
function run(target: string, seconds: number): boolean {
  const seed = (Date.now() % 1e9) + 1;
  const found = join(ROOT, 'build/fuzz/found', target);
  const corpus = join(ROOT, 'build/fuzz/corpus', target);
  for (const folder of [found, corpus]) mkdirSync(folder, { recursive: true });
  console.log(`fuzzing ${target} for ${seconds} s, seed ${seed}`);
  if (OF_CAPTURES.includes(target)) writeSeeds(corpus, seed);
  const args = [
    join(ROOT, 'node_modules/@jazzer.js/core/dist/cli.js'),
    join(ROOT, `build/fuzz/test/fuzz/${target}-target.js`),
    ...['-i', 'build/fuzz/src', '--timeout', String(MAX_SECONDS_PER_INPUT * 1000), '--disableBugDetectors', '.*'],
    ...[corpus, join(ROOT, 'fixtures/fuzz', OF_CAPTURES.includes(target) ? 'capture' : target), '--'],
    ...[`-max_total_time=${seconds}`, `-seed=${seed}`, `-max_len=${MAX_INPUT}`, `-rss_limit_mb=${MAX_MEMORY_MB}`],
    ...[`-artifact_prefix=${found}/`, '-print_final_stats=1'],
  ];
  return spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status === 0;
}

const [seconds = '60', ...names] = process.argv.slice(2);
const results = (names.length > 0 ? names : TARGETS).map((name) => run(name, Number(seconds)));
if (results.includes(false)) process.exitCode = 1;
