import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { generatedTypes } from '../../../src/api/emit/generated-types.js';

const DIRECTORY = new URL('../../../src/api/', import.meta.url).pathname;

describe('the generated types', () => {
  test('are exactly the files generated from the tables', () => {
    const found = readdirSync(`${DIRECTORY}generated`).map((name) => `generated/${name}`);
    expect(found.sort()).toEqual([...generatedTypes().keys()].sort());
  });

  test.each([...generatedTypes()])('%s is up to date (npm run generate)', (name, text) => {
    expect(readFileSync(`${DIRECTORY}${name}`, 'utf8')).toBe(text);
  });
});
