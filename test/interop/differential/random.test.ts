import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { compareSeed } from '../../helpers/differential.js';
import { SEED } from '../../helpers/seed.js';
import { describeWithShared } from '../../helpers/shared.js';

/** Captures to compare, one per seed: a few in every test run, some minutes of them in CI. */
const CAPTURES = Number(process.env['SYSSHARK_DIFFERENTIAL_CAPTURES'] ?? 3);
const MOST_SHOWN = 20;
/** Time limit per capture on a busy machine. */
const ROOM_MS = 20_000;

/** An exception counts as a difference, too, so that its seed is reported. */
const messageOf = (error: unknown): string[] => [
  error instanceof Error ? (error.stack ?? error.message) : String(error),
];

describeWithShared('random captures, formats and filters', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-differential-'));
  const path = join(folder, 'random.scap');
  afterAll(() => rmSync(folder, { recursive: true }));

  test(
    `are read as the reference reads them, ${CAPTURES} from SYSSHARK_SEED=${SEED} on`,
    async () => {
      const differences: string[] = [];
      for (let seed = SEED; seed < SEED + CAPTURES && differences.length < MOST_SHOWN; seed++)
        for (const difference of await compareSeed(path, seed).catch(messageOf))
          differences.push(`seed ${seed}: ${difference}`);
      expect(differences).toEqual([]);
    },
    60_000 + CAPTURES * ROOM_MS,
  );
});
