import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'

/**
 * Who may import whom; the first row whose room holds a file applies. A room's own files may import each other, unless
 * `self` says otherwise. `types` may be imported as `import type` only. Tests beside the source may import anything.
 */
interface Row {
  room: string
  may?: readonly string[]
  types?: readonly string[]
  self?: false
}

const decisions = ['policies/model.ts', 'policies/decide.ts', 'policies/condition.ts', 'policies/compile.ts']
const stageTools = ['gateway/operation/', 'gateway/planner/', 'gateway/executor/', 'gateway/entities/']
const errors = 'gateway/errors.ts'
/** The files of `subgraphs/` itself: serving, and what all registries have in common. */
const serving = 'subgraphs/*.ts'

const rows: readonly Row[] = [
  {
    room: 'gateway/stages/',
    may: [...stageTools, ...decisions, 'audit/', errors],
    types: ['gateway/stages/'],
    self: false,
  },
  {
    room: 'gateway/operation/',
    may: [errors, 'policies/condition.ts', 'policies/obligation-fit.ts'],
    types: ['policies/model.ts', 'audit/access-record.ts'],
  },
  { room: 'gateway/planner/', may: [errors] },
  {
    room: 'gateway/executor/',
    may: ['gateway/entities/', 'gateway/planner/query-plan.ts', errors],
    types: ['gateway/planner/hot-fetch.ts'],
  },
  {
    room: 'gateway/entities/',
    may: ['gateway/change-feed.ts', errors],
    types: ['gateway/planner/hot-fetch.ts'],
  },
  { room: 'gateway/', may: [...decisions, 'audit/'] },
  { room: 'policies/' },
  { room: 'connectors/' },
  { room: 'audit/verify/' },
  { room: 'audit/', types: ['policies/model.ts'] },
  {
    room: 'subgraphs/policy/',
    may: [
      serving,
      'connectors/',
      'policies/',
      'audit/operation-shapes.ts',
      'audit/use-counts.ts',
      'audit/riga-day.ts',
      'audit/roles.ts',
    ],
  },
  { room: 'subgraphs/access-history/', may: [serving, 'connectors/', 'audit/'] },
  ...['enterprise', 'cadastre', 'population', 'addresses', 'institutions'].map((registry) => ({
    room: `subgraphs/${registry}/`,
    may: [serving, 'connectors/'],
  })),
  { room: serving, may: ['connectors/'] },
  { room: 'tools/', may: ['*'] },
  { room: 'tests/', may: ['*'] },
  { room: 'bench/', may: ['*'] },
]

const importing =
  /(?:^|[\s;])(?:import|export)(\s+type)?\s[^'"`;]*?from\s*'([^']+)'|\bimport\s*\(?\s*'([^']+)'/g

/** @returns one line per import that the table forbids. */
function forbiddenImports(file: string, source: string): string[] {
  if (file.endsWith('.test.ts')) return []
  const row = rows.find(({ room }) => lies(file, room))
  if (row === undefined) return [`${file} lies in no room of the table`]
  const { room, may = [], types = [], self } = row
  return [...source.matchAll(importing)].flatMap(([, type, named, bare]) => {
    const name = named ?? bare ?? ''
    const target = targetOf(file, name)
    if (target === null) return []
    if (name.startsWith('.') && topFolder(target) !== topFolder(file))
      return [`${file} leaves its room by ${name}`]
    const allowed = [...may, ...((self ?? true) ? [room] : []), ...(type === undefined ? [] : types)]
    return allowed.some((place) => lies(target, place)) ? [] : [`${file} may not import ${target}`]
  })
}

/** @returns null where that is none of ours. */
function targetOf(file: string, name: string): string | null {
  if (!/^[.#]/.test(name)) return null
  return name.startsWith('#') ? name.slice(1) : posix.join(posix.dirname(file), name)
}

function targetsOf(file: string, source: string): string[] {
  return [...source.matchAll(importing)].flatMap(
    ([, , named, bare]) => targetOf(file, named ?? bare ?? '') ?? [],
  )
}

function lies(file: string, place: string): boolean {
  if (place === '*') return true
  if (place.endsWith('*.ts')) return posix.dirname(file) === posix.dirname(place)
  return place.endsWith('/') ? file.startsWith(place) : file === place
}

function topFolder(file: string): string {
  return file.slice(0, file.indexOf('/'))
}

const files = globSync(
  '{gateway,policies,audit,connectors,subgraphs,portal,tools,tests,bench}/**/*.{ts,tsx}',
  {
    exclude: ['**/node_modules/**'],
  },
)

test('every import is one that the table of rooms allows', () => {
  expect(files.length).toBeGreaterThan(50)
  expect(files.flatMap((file) => forbiddenImports(file, readFileSync(file, 'utf8')))).toEqual([])
})

test.each<[string, string, boolean]>([
  ['gateway/main.ts', "import { postgresConnector } from '#connectors/postgres.ts'", false],
  ['gateway/main.ts', "import { decide } from '#policies/decide.ts'", true],
  ['gateway/main.ts', "import { publish } from '#policies/store.ts'", false],
  ['gateway/stages/plan.ts', "import { authorise } from './authorise.ts'", false],
  ['gateway/stages/plan.ts', "import type {\n  Permitted,\n} from './authorise.ts'", true],
  ['gateway/operation/prune.ts', "import { coordinateOf } from '#policies/model.ts'", false],
  ['gateway/planner/compose.ts', "const late = await import('../executor/run-plan.ts')", false],
  ['audit/log.ts', "export { decide } from '#policies/decide.ts'", false],
  ['audit/verify/tree.ts', "import { leafHash } from '../sealing/merkle-tree.ts'", false],
  ['audit/verify/tree.ts', "import type { AccessRecord } from '#audit/access-record.ts'", false],
  ['connectors/postgres.ts', "import '#tests/postgres.ts'", false],
  ['subgraphs/cadastre/source.ts', "import { openPopulationSource } from '../population/source.ts'", false],
  ['subgraphs/policy/effect.ts', "import { readOperationShapes } from '#audit/operation-shapes.ts'", true],
  ['subgraphs/policy/effect.ts', "import { openAuditReader } from '#audit/read.ts'", false],
  ['subgraphs/cadastre/source.ts', "import { serveSubgraph } from '../serve.ts'", true],
  ['policies/store.ts', "import { StartError } from '../tools/databases/start-error.ts'", false],
  ['somewhere/else.ts', '', false],
])('the rule bites: %s, %s', (file, source, allowed) => {
  expect(forbiddenImports(file, source).length === 0).toBe(allowed)
})

/** @returns modules that import each other in a circle, the one that closes it again at the end; null where none do. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const seen = new Set<string>()
  const visit = (file: string, way: readonly string[]): readonly string[] | null => {
    const begin = way.indexOf(file)
    if (begin >= 0) return [...way.slice(begin), file]
    if (seen.has(file)) return null
    seen.add(file)
    for (const next of imports.get(file) ?? []) {
      const circle = visit(next, [...way, file])
      if (circle !== null) return circle
    }
    return null
  }
  for (const file of imports.keys()) {
    const circle = visit(file, [])
    if (circle !== null) return circle
  }
  return null
}

test('no modules of the gateway import each other in a circle, be it for a type', () => {
  const imports = new Map(
    files
      .filter((file) => file.startsWith('gateway/') && !file.endsWith('.test.ts'))
      .map((file) => [file, targetsOf(file, readFileSync(file, 'utf8'))]),
  )
  expect(circleIn(imports)).toBeNull()
  imports.set('gateway/errors.ts', ['gateway/main.ts'])
  expect(circleIn(imports)).toEqual(expect.arrayContaining(['gateway/errors.ts', 'gateway/main.ts']))
})
