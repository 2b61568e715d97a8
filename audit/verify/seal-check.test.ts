import { expect, test } from 'vitest'
import { naiveLog } from '#tests/naive-log.ts'
import { cosignatureLine, noteKey } from '#tests/note-keys.ts'
import { readTrust } from './checkpoint.ts'
import { foundSoFar } from './found.ts'
import { sealCheck } from './seal-check.ts'

const key = noteKey('dagr.test/log')
const witness = noteKey('one.test/witness', 4)
const minute = 60_000

async function* one<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  yield rows
}

/** Seals at these minutes, of which the first alone is cosigned, as often as it is said. */
async function checked(minutes: readonly number[], times: number, quorum: number) {
  const log = naiveLog(key)
  for (const at of minutes) log.append({ sealedAt: 1_764_000_000_000 + at * minute })
  const [text = ''] = (log.seals[0]?.checkpoint ?? '').split('\n\n')
  const line = cosignatureLine(witness, `${text}\n`, 1_764_000_000)
  const cosignatures = Array.from({ length: times }, () => ({ number: 1, witness: witness.name, line }))
  const trust = readTrust({
    origin: log.origin,
    verifierKeys: [log.verifierKey],
    witnesses: [witness.verifierKey],
    quorum,
  })
  const found = foundSoFar()
  const check = sealCheck(
    { seals: () => one(log.seals), cosignatures: () => one(cosignatures) },
    trust,
    found,
  )
  await check.fill(10)
  for (const seal of log.seals) check.entry(seal, seal.treeSize, seal.root)
  check.finish()
  return {
    findings: found.findings.map(({ code, detail }) => `${code} ${detail}`),
    witnessed: check.counts.witnessed,
  }
}

test('witnesses who are a little behind the end of the log are enough', async () => {
  expect(await checked([0, 15], 1, 1)).toEqual({ findings: [], witnessed: 1 })
})

test('witnesses who cosigned only what is older are not, and the last seal that they cosigned is named', async () => {
  expect(await checked([0, 16], 1, 1)).toEqual({
    findings: ['WITNESSES_TOO_FEW 1 asked for; the last seal that so many cosigned: 1'],
    witnessed: 1,
  })
})

test('one witness who cosigned twice is one', async () => {
  expect(await checked([0], 2, 2)).toEqual({
    findings: ['WITNESSES_TOO_FEW 2 asked for; the last seal that so many cosigned: none'],
    witnessed: null,
  })
})
