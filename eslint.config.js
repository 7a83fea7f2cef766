// Only what biome cannot see: rules that need types, the size budgets, and what hot code must not contain.
import tseslint from 'typescript-eslint';
import { hotCode } from './scripts/hot-code.js';

export default tseslint.config(
  { ignores: ['dist/**', 'build/**', 'node_modules/**', 'fixtures/**', 'eslint.config.js', '.dependency-cruiser.cjs'] },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'page/**/*.{ts,tsx}'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    files: ['src/**/*.ts', 'page/**/*.{ts,tsx}'],
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'max-depth': ['error', 3],
      complexity: ['error', 12],
    },
  },
  { files: ['src/schema/**/*.ts', 'src/fields/**/*.ts', 'src/api/generated/*.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['src/**/*.ts'],
    plugins: { sysshark: { rules: { 'hot-code': hotCode } } },
    rules: {
      'sysshark/hot-code': 'error',
      'no-restricted-globals': [
        'error',
        { name: 'performance', message: 'loads much of Node.js: use src/source/clock' },
      ],
    },
  },
  {
    files: ['test/**'],
    ignores: ['test/helpers/property.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { name: 'fast-check', message: 'is for test/helpers/property.ts, which sets its seed' },
      ],
    },
  },
  {
    files: ['test/**'],
    ignores: ['test/helpers/prerequisites.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['describe', 'test', 'it'].map((object) => ({
          object,
          property: 'skip',
          message: 'is for test/helpers/prerequisites.ts, which skips nothing in CI',
        })),
      ],
    },
  },
);
