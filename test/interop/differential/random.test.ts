import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { compareSeed } from '../../helpers/differential.js';
import { describeWithShared } from '../../helpers/shared.js';

/** Seconds to go on for: a few in every test run, minutes in CI (SYSSHARK_DIFFERENTIAL_SECONDS). */
const SECONDS = Number(process.env['SYSSHARK_DIFFERENTIAL_SECONDS'] ?? 4);
/** Where the seeds begin: to see a difference again (SYSSHARK_DIFFERENTIAL_SEED). */
const FIRST_SEED = Number(process.env['SYSSHARK_DIFFERENTIAL_SEED'] ?? 1);
const MOST_SHOWN = 20;
const ROOM_MS = 60_000;

/** What went wrong is a difference too, so that its seed is told. */
const told = (error: unknown): string[] => [error instanceof Error ? (error.stack ?? error.message) : String(error)];

describeWithShared('captures, formats and filters that nobody has written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-differential-'));
  const path = join(folder, 'random.scap');
  afterAll(() => rmSync(folder, { recursive: true }));

  test(
    `are read as the reference reads them, for ${SECONDS} seconds from seed ${FIRST_SEED}`,
    async () => {
      const end = Date.now() + SECONDS * 1000;
      const differences: string[] = [];
      let seed = FIRST_SEED;
      for (; Date.now() < end && differences.length < MOST_SHOWN; seed++)
        for (const difference of await compareSeed(path, seed).catch(told))
          differences.push(`seed ${seed}: ${difference}`);
      process.stdout.write(`differential: seeds ${FIRST_SEED} to ${seed - 1}\n`);
      expect(differences).toEqual([]);
    },
    SECONDS * 1000 + ROOM_MS,
  );
});
