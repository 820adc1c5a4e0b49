/** The walls of docs/architecture.md: who may import whom. Held by test/architecture. */
const MODULES = ['profiles', 'accounts', 'jobs', 'relationships', 'media', 'posts', 'comments', 'reactions', 'reposts', 'feeds', 'moderation'];

/** A module may use the front doors of the modules above it (earlier in the list), and nothing of those below. */
const readDownward = MODULES.map((name, index) => ({
  name: `${name}-reads-upward-only`,
  severity: 'error',
  from: { path: `^src/modules/${name}/` },
  to: { path: `^src/modules/(${MODULES.slice(index + 1).join('|') || 'none'})/` },
}));

const frontDoors = MODULES.map((name) => ({
  name: `${name}-has-one-front-door`,
  severity: 'error',
  comment: 'From outside a module only its index.ts is imported.',
  from: { path: '^src/', pathNot: `^src/modules/${name}/` },
  to: { path: `^src/modules/${name}/`, pathNot: `^src/modules/${name}/index\\.ts$` },
}));

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'kernel-knows-nobody', severity: 'error', from: { path: '^src/kernel/' }, to: { path: '^src/', pathNot: '^src/kernel/' } },
    {
      name: 'platform-and-graphql-know-the-kernel',
      severity: 'error',
      from: { path: '^src/(platform|graphql)/' },
      to: { path: '^src/(modules|app)/' },
    },
    { name: 'graphql-knows-no-platform', severity: 'error', from: { path: '^src/graphql/' }, to: { path: '^src/platform/' } },
    { name: 'nobody-imports-app', severity: 'error', from: { path: '^src/', pathNot: '^src/(app/|main\\.ts)' }, to: { path: '^src/app/' } },
    ...readDownward,
    ...frontDoors,
    {
      name: 'policies-are-pure',
      severity: 'error',
      from: { path: '\\.policy\\.ts$' },
      to: { path: '(\\.store\\.ts$|\\.loaders\\.ts$|^src/platform/|node_modules/(typeorm|mongodb|pg|type-graphql)/)' },
    },
    {
      name: 'resolvers-only-hand-over',
      severity: 'error',
      from: { path: '\\.(resolver|subscription)\\.ts$' },
      to: { path: '(\\.store\\.ts$|\\.entity\\.ts$|^src/platform/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'actions-know-no-surface-and-no-orm',
      severity: 'error',
      // Files without a room in their name: one thing that a person can do, or a plain helper of such.
      from: { path: ['^src/modules/[^/]+/[a-z-]+\\.ts$', '^src/modules/[^/]+/[a-z-]+/[a-z-]+\\.ts$'], pathNot: 'index\\.ts$' },
      to: { path: '(^src/graphql/|node_modules/(type-graphql|typeorm)/)', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.test\\.ts$' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'], exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
