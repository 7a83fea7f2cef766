import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { GENERATED_FOLDERS, generatedFiles } from '../../../src/schema/emit/generated-files.js';

const DIRECTORY = new URL('../../../', import.meta.url).pathname;

describe('the generated files', () => {
  test('are exactly the files generated from the schema', () => {
    const found = GENERATED_FOLDERS.flatMap((folder) =>
      readdirSync(`${DIRECTORY}${folder}`).map((name) => `${folder}${name}`),
    );
    expect(found.sort()).toEqual([...generatedFiles().keys()].sort());
  });

  test.each([...generatedFiles()])('%s is up to date (npm run generate)', (name, text) => {
    expect(readFileSync(`${DIRECTORY}${name}`, 'utf8')).toBe(text);
  });
});
