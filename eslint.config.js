import tseslint from 'typescript-eslint'

// The house's rules (CONTRIBUTING.md) as lint rules, beside a small strict set of typescript-eslint.

/** A package that only one file may import, so that it can be swapped and watched there. */
const adapters = {execa: 'src/io/exec.ts', undici: 'src/io/undici.ts', '@inquirer/prompts': 'src/io/prompt.ts', ldapts: 'src/io/ldap.ts', mysql2: 'src/io/sql/mysql.ts', 'pg/lib/client.js': 'src/io/sql/postgresql.ts'}
const heavy = ['yaml', 'js-yaml', 'zod', 'execa', 'undici', '@inquirer/prompts', 'handlebars', 'age-encryption']

const zodStar = {
  selector: 'ImportDeclaration[source.value=/^zod/] > :matches(ImportSpecifier, ImportDefaultSpecifier)',
  message: "Write `import * as z from 'zod'`: the named import bundles every locale (454 KB instead of 85).",
}
const flagWithoutVariable = {
  selector: "PropertyDefinition[key.name=/^(flags|baseFlags)$/] > ObjectExpression > Property:not([key.name=/^(yes|prune|render)$/]):not([key.value=/^force-/]) > CallExpression > ObjectExpression:not(:has(> Property[key.name='env']))",
  message: 'Every flag has a variable C1CTL_<FLAG>, except those that confirm, force, or run the programs of others on what is found.',
}
const sharedFlagWithoutVariable = {...flagWithoutVariable, selector: "ArrowFunctionExpression > CallExpression > ObjectExpression:not(:has(> Property[key.name='env']))"}
const heavyAtTheTop = {
  paths: heavy.map((name) => ({name, allowTypeImports: true, message: 'Heavy: load it with `await import()` where it is used.'})),
  patterns: [
    {regex: '^\\.{1,2}/.*(services/|core/(?!problems/|text/)|io/)', allowTypeImports: true, message: 'Load it with `await import()` inside execute(), so that --help stays fast.'},
  ],
}

export default tseslint.config(
  {ignores: ['dist', 'demo', 'node_modules', '.dependency-cruiser.cjs']},
  {linterOptions: {reportUnusedDisableDirectives: 'error'}},
  {
    files: ['**/*.{js,mjs,ts}'],
    extends: [tseslint.configs.recommended],
    rules: {
      eqeqeq: ['error', 'always', {null: 'ignore'}],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-throw-literal': 'error',
      'object-shorthand': 'error',
      'no-empty': ['error', {allowEmptyCatch: true}],
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unused-vars': ['error', {argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true}],
      // chai's assertions are expressions.
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    languageOptions: {parserOptions: {project: './tsconfig.json', tsconfigRootDir: import.meta.dirname}},
    rules: {
      'no-console': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', {considerDefaultExhaustiveForUnions: true}],
      'no-restricted-syntax': ['error', zodStar, ...homesOf()],
    },
  },
  ...Object.entries(adapters).map(([name, home]) => ({
    files: [home],
    rules: {'no-restricted-syntax': ['error', zodStar, ...homesOf(name)]},
  })),
  {
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...['process', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'performance', 'console', '__dirname', '__filename'].map((name) => ({name, message: 'core is pure: take it as a parameter.'}))],
      'no-restricted-properties': ['error', {object: 'Date', property: 'now', message: 'core knows no clock: take `now`.'}, {object: 'Math', property: 'random', message: 'core rolls no dice: take random bytes.'}],
      'no-restricted-syntax': [
        'error',
        zodStar,
        {selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'core knows no clock: take `now`.'},
        {selector: "ImportExpression", message: 'core imports statically; a service decides when to load it.'},
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            ...Object.keys(adapters).map((name) => ({name, message: 'core is pure: this belongs in src/io.'})),
            {name: 'node:crypto', importNames: ['randomBytes', 'randomUUID', 'randomInt', 'webcrypto'], message: 'core rolls no dice: take random bytes.'},
            {name: 'picocolors', message: 'core prints nothing.'},
          ],
          patterns: [{regex: '^node:(?!crypto$|util$|buffer$|vm$)', message: 'core is pure: no file, network, process or terminal.'}, {regex: '^@oclif/', message: 'core knows no command line.'}],
        },
      ],
    },
  },
  {
    files: ['src/commands/**/*.ts', 'src/base/**/*.ts'],
    rules: {
      'no-restricted-imports': 'off',
      '@typescript-eslint/no-restricted-imports': ['error', heavyAtTheTop],
      'no-restricted-syntax': ['error', flagWithoutVariable, ...homesOf()],
    },
  },
  {files: ['src/base/flags.ts'], rules: {'no-restricted-syntax': ['error', sharedFlagWithoutVariable, ...homesOf()]}},
  {
    files: ['src/commands/**/*.ts'],
    rules: {
      'max-lines': ['error', {max: 70}],
      'no-restricted-globals': ['error', {name: 'process', message: 'A command parses, calls its service and presents; the base class knows the process.'}],
    },
  },
)

/** Forbids every adapter's package but the one whose home the file is. */
function homesOf(own) {
  return Object.entries(adapters)
    .filter(([name]) => name !== own)
    .map(([name, home]) => ({
      selector: `:matches(ImportDeclaration[importKind!='type'], ImportExpression)[source.value='${name}']`,
      message: `Only ${home} imports ${name}.`,
    }))
}
