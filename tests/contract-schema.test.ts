import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { createContracts } from '#gateway/contracts.ts'
import type { Contracts } from '#gateway/contracts.ts'
import { DagrError } from '#gateway/errors.ts'
import { noLimits } from '#gateway/operation/limits.ts'
import { createDocumentCache } from '#gateway/operation/parsed-document.ts'
import type { DocumentCache } from '#gateway/operation/parsed-document.ts'
import type { Supergraph } from '#gateway/planner/supergraph.ts'
import { parse } from '#gateway/stages/parse.ts'
import type { GraphQLRequest } from '#gateway/stages/parse.ts'
import { readAgreementsFile } from '#policies/agreements-file.ts'
import { compilePolicySet } from '#policies/compile.ts'
import { demoAgreements } from '#policies/load-agreements.ts'
import { composeOwnSubgraphs } from '#tools/compose-subgraphs.ts'
import { misspellings, namesOf, toldWords } from './misspellings.ts'

const at = new Date()
/** `SPELLING_SHARES=1` tries every text under every permission. */
const shares = Number(process.env['SPELLING_SHARES'] ?? 3)
const file = readAgreementsFile(readFileSync(demoAgreements, 'utf8'))
const set = compilePolicySet({
  epoch: 1,
  agreements: file.agreements.map((agreement) => ({ ...agreement, organisation: agreement.consumer })),
  applications: file.applications,
})

let supergraph: Supergraph
let contracts: Contracts
/** One for all callers, as in a gateway. */
let documents: DocumentCache

beforeAll(async () => {
  supergraph = await composeOwnSubgraphs()
  contracts = createContracts(supergraph.api)
  documents = createDocumentCache(10_000_000)
})

/** Of nobody in force, where `permission` is null. */
function contractOf(permission: string | null) {
  if (permission === null) return contracts.of(null, { consumer: 'nobody', application: 'test' }, at)
  const agreement = set.agreements.get(permission)
  if (!agreement) throw new Error(`no agreement ${permission}`)
  const caller = { consumer: agreement.consumer, application: 'test' }
  return contracts.of({ kind: 'agreement', agreement, set }, caller, at)
}

function messagesOf(query: string, permission: string | null, v = 'NOTHING'): readonly string[] {
  const request: GraphQLRequest = {
    body: { query, variables: { v } },
    method: 'POST',
    headers: {},
    remoteAddress: '127.0.0.1',
    receivedAt: at,
    signal: new AbortController().signal,
  }
  const contract = () => contractOf(permission)
  try {
    parse(request, { supergraph, documents, limits: noLimits, contract })
    return []
  } catch (error) {
    const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error]
    return errors.map((each) => {
      if (each instanceof DagrError) return each.message
      throw error
    })
  }
}

describe('no mistake in a text is told with a name that the permission does not cover', () => {
  test.each([...set.agreements.keys(), null].entries().toArray())(
    'under permission %i: %s',
    (place, permission) => {
      const known = namesOf(contractOf(permission))
      const isHidden = (word: string) => hidden.has(word) && !known.has(word)
      const hidden = namesOf(supergraph.api)
      let told = 0
      for (const [number, text] of misspellings(supergraph.api).entries()) {
        // Of many permissions that know much the same, each is asked a part, and all together everything.
        if (number % shares !== place % shares) continue
        const messages = messagesOf(text, permission)
        told += messages.length
        expect(messages.flatMap((message) => toldWords(message, text)).filter(isHidden)).toEqual([])
      }
      expect(told).toBeGreaterThan(1000 / shares)
    },
  )

  test('while one who may know everything is told such names', () => {
    const words = misspellings(supergraph.api).flatMap((text) =>
      messagesOf(text, '5001').flatMap((message) => toldWords(message, text)),
    )
    expect(words).toContain('dateOfBirth')
    expect(namesOf(contractOf('1002'))).not.toContain('dateOfBirth')
  })
})

test("a variable's enum values are told to those whose contract has the enum", () => {
  const query = 'query ($v: LegalEntityStatus) { legalEntities(status: $v) { pageInfo { hasNextPage } } }'
  expect(messagesOf(query, '4001', 'REGISTERE')[0]).toContain('Did you mean the enum value "REGISTERED"')
  expect(messagesOf(query, '1002', 'REGISTERE')).toEqual([
    'Variable "$v" has a value that does not fit its type',
  ])
})

test('a contract is made once for each permission and epoch, and one of an agreement without grants has nothing', () => {
  expect(contractOf('1001')).toBe(contractOf('1001'))
  expect(contractOf('1001')).not.toBe(contractOf('1002'))
  const agreement = set.agreements.get('1001')
  if (!agreement) throw new Error('no agreement 1001')
  const caller = { consumer: 'somebody-else', application: 'test' }
  const next = { ...set, epoch: 2 }
  const contract = contracts.of({ kind: 'agreement', agreement, set: next }, caller, at)
  expect(Object.keys(contract.getQueryType()?.getFields() ?? {})).toEqual(['_'])
})
