// Imports run one way (CONTRIBUTING.md): commands -> base, services, ui; services -> core, io; io, ui -> core; core -> core.
const layer = (name, path, mayImport) => ({
  name: `${name}-imports`,
  comment: `src/${name} imports only: ${[name, ...mayImport].join(', ')}.`,
  severity: 'error',
  from: {path},
  to: {path: '^src/', pathNot: [path, ...mayImport.map((one) => `^src/${one}/`)]},
})

module.exports = {
  forbidden: [
    {name: 'no-cycles', severity: 'error', from: {}, to: {circular: true, viaOnly: {dependencyTypesNot: ['type-only']}}},
    {name: 'resolvable', severity: 'error', from: {}, to: {couldNotResolve: true}},
    {name: 'no-orphans', severity: 'error', from: {orphan: true, path: '^src/', pathNot: '\\.d\\.ts$'}, to: {}},
    {name: 'commands-are-leaves', comment: 'oclif alone loads commands.', severity: 'error', from: {pathNot: '^src/commands/'}, to: {path: '^src/commands/'}},
    {...layer('commands', '^src/commands/', ['base', 'services', 'ui']), to: {path: '^src/', pathNot: ['^src/(base|services|ui)/'], dependencyTypesNot: ['type-only']}},
    {
      name: 'commands-reach-no-adapter',
      severity: 'error',
      from: {path: '^src/commands/'},
      to: {path: '^src/(io|commands|cli)', dependencyTypes: ['type-only']},
    },
    {...layer('base', '^src/base/', ['ui', 'core']), to: {path: '^src/', pathNot: ['^src/(base|ui|core/(?:problems|text))/', '^src/io/prompt\\.ts$']}},
    layer('services', '^src/services/', ['core', 'io']),
    layer('workers', '^src/workers/', ['services']),
    {name: 'workers-are-leaves', comment: 'A thread is started by its file in dist.', severity: 'error', from: {pathNot: '^src/workers/'}, to: {path: '^src/workers/'}},
    layer('io', '^src/io/', ['core']),
    layer('ui', '^src/ui/', ['core']),
    layer('core', '^src/core/', []),
    {name: 'core-is-pure', severity: 'error', from: {path: '^src/core/'}, to: {dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|util|buffer|vm)$'}},
    {name: 'src-stands-alone', comment: 'What is shipped needs neither tests nor scripts.', severity: 'error', from: {path: '^src/'}, to: {path: '^(test|scripts|bin)/'}},
    {name: 'tests-do-not-leak', severity: 'error', from: {path: '^scripts/'}, to: {path: '^test/'}},
  ],
  options: {
    doNotFollow: {path: 'node_modules'},
    tsConfig: {fileName: 'tsconfig.json'},
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'], extensions: ['.ts', '.js', '.json']},
  },
}
