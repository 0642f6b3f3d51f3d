import boundaries from 'eslint-plugin-boundaries';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** The rooms of the house and who may walk into which: docs/architecture.md draws the same picture. */
const rooms = [
  { type: 'contracts', pattern: 'contracts' },
  { type: 'core', pattern: 'server/src/core' },
  { type: 'dotdigital', pattern: 'server/src/dotdigital' },
  { type: 'store', pattern: 'server/src/store' },
  { type: 'tracking', pattern: 'server/src/tracking' },
  { type: 'sync', pattern: 'server/src/sync' },
  { type: 'http', pattern: 'server/src/http' },
  { type: 'cli', pattern: 'server/src/cli' },
  { type: 'content-types', pattern: 'server/src/content-types' },
  { type: 'admin', pattern: 'admin/src' },
  { type: 'sandbox', pattern: 'sandbox' },
  { type: 'tests', pattern: 'tests' },
];

const allow = (from, ...to) => ({
  from: { element: { type: from } },
  allow: { to: { element: { types: { anyOf: [from, ...to] } } } },
});

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      'playground/types/**',
      'playground/.strapi/**',
      '**/.cache/**',
      'tests/.tmp/**',
    ],
  },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { boundaries, 'import-x': importX },
    settings: {
      'boundaries/elements': rooms,
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.json' })],
      'import/resolver': { typescript: { project: './tsconfig.json' } },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'import-x/no-cycle': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'no-console': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: [
            allow('core'),
            allow('contracts'),
            allow('content-types', 'core'),
            allow('dotdigital', 'core'),
            allow('store', 'core'),
            allow('tracking', 'store', 'core'),
            allow('sync', 'store', 'dotdigital', 'core'),
            allow('http', 'sync', 'store', 'core', 'contracts'),
            allow('cli', 'sync', 'store', 'core'),
            allow('admin', 'contracts'),
            allow('sandbox'),
            allow(
              'tests',
              'admin',
              'cli',
              'content-types',
              'contracts',
              'core',
              'dotdigital',
              'http',
              'sandbox',
              'sync',
              'store'
            ),
          ],
        },
      ],
    },
  },
  {
    files: ['admin/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks, ...jsxA11y.flatConfigs.recommended.plugins },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      ...jsxA11y.flatConfigs.recommended.rules,
    },
  },
  { files: ['tests/**', 'admin/src/translations/**'], rules: { 'max-lines': 'off' } },
  {
    files: ['bin/**', 'sandbox/cli.ts', 'playground/**', 'tests/**', '**/*.mjs'],
    rules: { 'no-console': 'off' },
  },
  // Run by node as it is, in CommonJS projects.
  { files: ['bin/**/*.js'], rules: { '@typescript-eslint/no-require-imports': 'off' } }
);
