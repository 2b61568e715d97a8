import { describe, expect, test } from 'vitest'
import { commitmentOf, naiveLog, naiveRecord } from '#tests/naive-log.ts'
import type { NaiveRecord } from '#tests/naive-log.ts'
import { hash, mapRoot, u64 } from '#tests/naive-tree.ts'
import type { Head } from '#tests/naive-tree.ts'
import { noteKey } from '#tests/note-keys.ts'
import { checkLog } from './check-log.ts'
import type { LogRows, LogToCheck } from './check-log.ts'
import { operationCommitment } from './digests.ts'
import type { LogFiles } from './read-leaves.ts'
import type { AccessRow, SealRow } from './rows.ts'

const key = noteKey('dagr.test/log')
const anna = Buffer.alloc(32, 1)
const first = naiveRecord({ subject: anna })
const delayed = naiveRecord({ subject: anna, disclosedFrom: 1_764_000_002_500 })
const others = Array.from({ length: 300 }, (_, index) =>
  naiveRecord({ subject: Buffer.alloc(32, 2 + (index % 7)) }),
)
const batches = [
  { sealedAt: 1_764_000_001_000, records: [first, ...others.slice(0, 200), delayed] },
  { sealedAt: 1_764_000_002_000, records: others.slice(200) },
  { sealedAt: 1_764_000_003_000 },
]

function logOf(sealed: readonly { sealedAt: number; records?: readonly NaiveRecord[] }[] = batches) {
  const log = naiveLog(key)
  for (const batch of sealed) log.append(batch)
  return log
}

async function* one<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < rows.length; start += 100) yield rows.slice(start, start + 100)
}

/** Rows as a database would have them; access records without operations are found as such, so each is one's own. */
function rowsOf(
  log: ReturnType<typeof logOf>,
  records: readonly NaiveRecord[],
  seals: readonly SealRow[] = log.seals,
): LogRows {
  const rows: readonly AccessRow[] = records.map((record, index) => ({
    number: index + 1,
    id: record.id,
    operation: record.operation,
    at: record.at,
    subject: record.subject,
    disclosedFrom: record.disclosedFrom,
    plainDigest: hash(
      'dagr/plain/v1\n',
      hash('dagr/shown/v1\n', record.shownSalt, record.shown ?? ''),
      record.keptDigest,
    ),
    content: record.content,
    sealedDigest: null,
    wrappedKey: record.keptDigest,
    keyMadeAt: record.at,
  }))
  return {
    operations: () => one([]),
    records: () => one(rows),
    housekeeping: () => one([]),
    seals: () => one(seals),
    cosignatures: () => one([]),
    heads: () => one(log.heads().toSorted((a, b) => a.token.compare(b.token))),
    branches: () => one(branchesOf(log.heads())),
    shapes: () => one([]),
    statistics: () => one([]),
    lastNumbers: async () => ({ operation: 0, access: rows.length, housekeeping: 0 }),
  }
}

/** Where a branch holds one token, its root is the leaf, as at any depth. */
function branchesOf(heads: readonly Head[]) {
  const below = Map.groupBy(heads, ({ token }) => token.readUInt16BE() >> 4)
  return Array.from(below, ([branch, own]) => ({ branch, subjects: own.length, root: mapRoot(own, 12) }))
}

async function codes(
  log: ReturnType<typeof logOf>,
  change: Partial<LogToCheck> = {},
): Promise<readonly string[]> {
  const { findings } = await checkLog({
    files: log.files,
    size: log.entries.length,
    rows: null,
    trust: null,
    known: [],
    headsEvery: 1,
    ...change,
  })
  return findings
    .filter(({ code }) => code !== 'OPERATION_UNKNOWN')
    .map(({ code, place }) =>
      [code, place?.kind, place?.number].filter((part) => part !== undefined).join(' '),
    )
}

describe('public files', () => {
  test('are checked by themselves, up to a known checkpoint', async () => {
    const log = logOf()
    const own = {
      origin: log.origin,
      size: 305,
      root: log.root(),
      place: { kind: 'checkpoint' },
      own: true,
    } as const
    expect(await codes(log, { known: [own] })).toEqual([])
    expect(await codes(log, { known: [{ ...own, root: log.root(304) }] })).toEqual([
      'ROOT_DIFFERS checkpoint',
    ])
  })

  test.each<[string, (files: LogFiles) => Partial<LogFiles>, string]>([
    ['a bundle is not there', () => ({ bundle: async () => null }), 'ENTRY_MISSING bundle 0'],
    [
      'a bundle is cut short',
      (files) => ({
        bundle: async (index, width) => (await files.bundle(index, width))?.subarray(0, -1) ?? null,
      }),
      'ENTRY_MALFORMED bundle 0',
    ],
    [
      'a bundle lacks an entry',
      (files) => ({ bundle: async (index, width) => files.bundle(index, width - 1) }),
      'ENTRY_MISSING bundle 0',
    ],
    [
      'a tile is too short',
      (files) => ({
        tile: async (level, index, width) => (await files.tile(level, index, width))?.subarray(0, -1) ?? null,
      }),
      'TILE_DIFFERS tile 0/0',
    ],
  ])('%s', async (_, change, code) => {
    const log = logOf()
    expect(await codes(log, { files: { ...log.files, ...change(log.files) } })).toContain(code)
  })

  test('neither entries nor hashes: nothing after can be checked, and it says so', async () => {
    const log = logOf()
    const files: LogFiles = { bundle: async () => null, tile: async () => null }
    expect(await codes(log, { files })).toEqual(['ENTRY_MISSING bundle 0', 'TILE_MISSING leaf 0'])
  })

  test('there is no seal', async () => {
    expect(await codes(naiveLog(key))).toEqual(['LOG_EMPTY log'])
  })

  test('seals that do not follow from each other', async () => {
    expect(await codes(logOf(batches.with(1, { sealedAt: 1, records: [] })))).toEqual([
      'SEAL_OUT_OF_ORDER seal 2',
    ])
    const log = logOf()
    const forged = Buffer.concat([Buffer.of(3), ...[5, 9_000, 0, 1, 0, 1].map(u64), Buffer.alloc(32)])
    const entries = log.files
    const files: LogFiles = {
      async bundle(index, width) {
        const bytes = await entries.bundle(index, width)
        return index === 1 && bytes
          ? Buffer.concat([bytes.subarray(0, -83), Buffer.of(0, 81), forged])
          : bytes
      },
      tile: async () => null,
    }
    expect(await codes(log, { files })).toContain('SEAL_OUT_OF_ORDER seal 5')
  })

  test('entries of a kind that nobody knows, and entries out of order', async () => {
    const log = logOf()
    log.append({ sealedAt: 1_764_000_004_000, housekeeping: [commitmentOf(first)] })
    const swap = Buffer.from((await log.files.bundle(0, 256)) ?? [])
    swap[2] = 4
    swap[37] = 9
    const files: LogFiles = {
      bundle: async (index, width) => (index === 0 ? swap : log.files.bundle(index, width)),
      tile: async () => null,
    }
    expect(await codes(log, { files })).toEqual(
      expect.arrayContaining([
        'ENTRY_MALFORMED leaf 1',
        'ENTRY_OUT_OF_ORDER leaf 2',
        'SEAL_OUT_OF_ORDER seal 1',
      ]),
    )
  })
})

describe('with the rows', () => {
  const all = [first, ...others.slice(0, 200), delayed, ...others.slice(200)]

  test('chains are those of the seals, with delayed records where they are due', async () => {
    const log = logOf()
    expect(await codes(log, { rows: rowsOf(log, all) })).toEqual([])
  })

  test('a sealer that leaves a record out of a list, and signs that', async () => {
    // The seal commits to chains in which the first record is somebody else's.
    const honest = logOf()
    const dishonest = naiveLog(key)
    dishonest.append({ ...batches[0], sealedAt: 1_764_000_001_000, hidden: [first] })
    for (const batch of batches.slice(1)) dishonest.append(batch)
    const said = await codes(dishonest, { rows: rowsOf(dishonest, all) })
    expect(said).toContain('HEADS_DIFFER seal 1')
    expect(said.filter((line) => line.startsWith('HEAD_CHANGED data subject'))).toHaveLength(1)
    expect(honest.root()).not.toEqual(dishonest.root())
  })

  test('a sealer that shows a delayed record too early', async () => {
    const log = logOf()
    const early = all.map((record) => (record === delayed ? { ...record, disclosedFrom: null } : record))
    expect(await codes(log, { rows: rowsOf(log, early) })).toEqual(
      expect.arrayContaining([
        'HEADS_DIFFER seal 1',
        'HEADS_DIFFER seal 2',
        'RECORD_CHANGED access record 202',
      ]),
    )
  })

  test('the map is compared at the last seal, however seldom it is compared', async () => {
    const log = logOf()
    const { checked } = await checkLog({
      files: log.files,
      size: 305,
      rows: rowsOf(log, all),
      trust: null,
      known: [],
      headsEvery: 1000,
    })
    expect(checked).toMatchObject({ mapsOfHeads: 1, subjects: 8, undisclosed: 0, seals: 3, leaves: 305 })
  })

  test('seals that are stored and not in the log', async () => {
    const log = logOf()
    const [seal] = log.seals.slice(-1)
    if (!seal) throw new Error('there are seals')
    expect(await codes(log, { rows: rowsOf(log, all, [...log.seals, { ...seal, number: 4 }]) })).toEqual([
      'ENTRY_MISSING seal 4',
    ])
  })
})

test('an operation record is hashed as the format has it', () => {
  const id = Buffer.alloc(16, 7)
  expect(Buffer.from(operationCommitment(id, [1, 'ā', null, [['a', 1]]]))).toEqual(
    hash('dagr/operation-record/v1\n', id, '[1,"ā",null,[["a",1]]]'),
  )
})
