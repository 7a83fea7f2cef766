import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { generatedFiles } from '../../../src/schema/emit/generated-files.js';

const DIRECTORY = new URL('../../../native/ebpf/generated/', import.meta.url).pathname;

describe('the generated headers', () => {
  test('are exactly the files that the schema makes', () => {
    expect(readdirSync(DIRECTORY).sort()).toEqual([...generatedFiles().keys()].sort());
  });

  test.each([...generatedFiles()])('%s is what the schema makes today (npm run generate)', (name, text) => {
    expect(readFileSync(`${DIRECTORY}${name}`, 'utf8')).toBe(text);
  });
});
