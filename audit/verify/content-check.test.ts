import { describe, expect, test } from 'vitest'
import { contentCheck } from './content-check.ts'
import { keptDigest, plainDigest, shownDigest } from './digests.ts'
import { foundSoFar } from './found.ts'
import type { AccessRow } from './rows.ts'

const shown = {
  consumer: 'vid',
  organisation: 'State Revenue Service',
  application: null,
  permission: '1001',
  purpose: 'tax',
  legalBasis: 'law',
  case: null,
  outcome: 'RELEASED',
  released: ['Person.givenName'],
  withheld: [],
  entity: 'Person',
  registries: ['population'],
  freshness: 'FRESH',
  epoch: 1,
  trace: null,
}
const { freshness: _, ...formerShown } = shown
const { trace: __, ...cutShown } = shown

function problemsOf(shownText: string, keptText: string): readonly (string | undefined)[] {
  const [salts, encoder] = [Buffer.alloc(64, 7), new TextEncoder()]
  const [shownBytes, kept] = [encoder.encode(shownText), encoder.encode(keptText)]
  const length = Buffer.alloc(4)
  length.writeUInt32BE(shownBytes.length)
  const row: AccessRow = {
    number: 1,
    id: '7f9c24e8-3b2e-4f6a-9c0e-111111111111',
    operation: 'c56a4180-65aa-42ec-a945-5fd21dec0538',
    at: 1_764_000_000_000,
    subject: Buffer.alloc(32, 3),
    disclosedFrom: null,
    plainDigest: plainDigest(
      shownDigest(salts.subarray(0, 32), shownBytes),
      keptDigest(salts.subarray(32), kept),
    ),
    content: Buffer.concat([Buffer.of(2), Buffer.alloc(80)]),
    sealedDigest: null,
    wrappedKey: Buffer.alloc(64),
    keyMadeAt: 1_763_000_000_000,
  }
  const found = foundSoFar()
  const reasons = { erasedAt: new Map<string, number>(), ranges: [], removed: 0 }
  const check = contentCheck(reasons, () => Buffer.concat([salts, length, shownBytes, kept]), found)
  check.record(row)
  return found.findings.map(({ code, detail }) => `${code} ${detail}`)
}

describe('the content of a record', () => {
  const kept = JSON.stringify({ official: null })

  test('is well-formed as it is written, and as it was before its freshness was kept', () => {
    expect(problemsOf(JSON.stringify(shown), kept)).toEqual([])
    expect(problemsOf(JSON.stringify(formerShown), kept)).toEqual([])
  })

  test('with a member too few, too many or elsewhere is not', () => {
    const others = [cutShown, { ...shown, official: 'x' }, { ...formerShown, freshness: 'FRESH' }]
    for (const each of others)
      expect(problemsOf(JSON.stringify(each), kept)).toEqual(['CONTENT_DIFFERS members of what is shown'])
    expect(problemsOf(JSON.stringify(shown), '{}')).toEqual(['CONTENT_DIFFERS members of what is kept'])
  })
})
