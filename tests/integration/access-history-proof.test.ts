import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { approveErasure, requestErasure } from '#audit/keeping/erasure.ts'
import { openKeeper } from '#audit/keeping/keeper.ts'
import { removeDueContents } from '#audit/keeping/retention.ts'
import { subjectHash } from '#audit/subject.ts'
import { verifyHistory } from '#audit/verify/history.ts'
import { verifyRecordProof } from '#audit/verify/record-proof.ts'
import { accessRecordInput, operationRecord } from '#tests/audit-records.ts'
import { openHistory } from '#tests/history-under-test.ts'
import type { HistoryPage, HistoryUnderTest } from '#tests/history-under-test.ts'

const anna = { __typename: 'Person', id: '39010110001', codes: ['39010110001', '16117510003'] }
const juris = { __typename: 'Person', id: '39010120001', codes: ['39010120001'] }

const dayMs = 86_400_000

let history: HistoryUnderTest
let laterMs: number

beforeEach(async () => {
  laterMs = 0
  history = await openHistory(() => new Date(Date.now() + laterMs))
})
afterEach(() => history.close())

/** Everything that the log shows of a record. */
const shown = `at organisation application permission purpose legalBasis case outcome released withheld entity
  registries freshness trace`

interface Proven {
  readonly accessHistory: HistoryPage
  readonly accessHistoryProof: string | null
}

async function proven(person: object): Promise<Proven> {
  const { data, errors } = await history.askPeople(
    [person],
    `accessHistory(first: 100) { edges { node { ${shown} proof } } pageInfo { hasNextPage } } accessHistoryProof`,
  )
  expect(errors).toBeUndefined()
  const [found] = (data?.people ?? []) as unknown as readonly Proven[]
  if (found === undefined) throw new Error('No answer')
  return found
}

/** What a browser gives the verifier: members of the answer as they came. */
function verifierOf({ accessHistory, accessHistoryProof }: Proven) {
  const records = accessHistory.edges.map(({ node }) => {
    const { proof, ...answer } = node
    return { proof: typeof proof === 'string' ? proof : null, answer }
  })
  return { records, verify: (given = records) => verifyHistory(given, accessHistoryProof, history.trust) }
}

test('there is no proof before there is a checkpoint, and then of every record, under every code', async () => {
  await history.log.append(operationRecord({ at: new Date() }), [accessRecordInput('39010110001')])
  const unsealed = await proven(anna)
  expect(unsealed.accessHistoryProof).toBeNull()
  expect(unsealed.accessHistory.edges.map(({ node }) => node['proof'])).toEqual([null])
  await history.sealer.sealNow()
  await history.log.append(operationRecord({ at: new Date(), case: 'second' }), [
    accessRecordInput('16117510003', { outcome: 'PARTLY', withheld: ['Person.documents'] }),
    accessRecordInput('39010120001'),
  ])
  const partly = await proven(anna)
  expect(partly.accessHistory.edges.map(({ node }) => node['proof'])).toEqual([null, expect.any(String)])
  await history.sealer.sealNow()

  const { records, verify } = verifierOf(await proven(anna))
  expect(records).toHaveLength(2)
  expect(verify()).toMatchObject({ findings: [], notShown: 0, newer: 0 })
  expect(verify(records.slice(1))).toMatchObject({ notShown: 1, findings: [expect.anything()] })
  const [first, second] = records
  const altered = { proof: first?.proof ?? '', answer: { ...first?.answer, organisation: 'Somebody else' } }
  expect(verify([altered, ...(second ? [second] : [])]).findings).toMatchObject([{ code: 'SHOWN_DIFFERS' }])
})

test('a delayed record is in no proof until its time, and then its proof is older than that', async () => {
  const disclosedFrom = new Date(Date.now() + dayMs)
  await history.log.append(operationRecord({ at: new Date(), disclosedFrom, case: 'delayed' }), [
    accessRecordInput(juris.id),
  ])
  await history.log.append(operationRecord({ at: new Date(), case: 'at once' }), [
    accessRecordInput(juris.id),
  ])
  await history.sealer.sealNow()
  const before = verifierOf(await proven(juris))
  expect(before.records.map(({ answer }) => answer['case'])).toEqual(['at once'])
  expect(before.verify()).toMatchObject({ findings: [], notShown: 0 })

  laterMs = dayMs
  await history.sealer.sealNow()
  const after = verifierOf(await proven(juris))
  expect(after.records.map(({ answer }) => answer['case'])).toEqual(['at once', 'delayed'])
  expect(after.verify()).toMatchObject({ findings: [], notShown: 0 })
  const [atOnce, delayed] = after.records.map(({ proof }) => verifyRecordProof(proof ?? '', history.trust))
  if (!atOnce?.ok || !delayed?.ok) throw new Error('A proof does not hold')
  expect(delayed.value.index).toBeLessThan(atOnce.value.index)
})

test('nobody’s proof tells whose the other records are, and who has no record has a proof of that', async () => {
  await history.log.append(operationRecord({ at: new Date() }), [
    accessRecordInput('39010110001'),
    accessRecordInput('39010120001'),
  ])
  await history.sealer.sealNow()
  const nobody = { __typename: 'Person', id: '39010130001', codes: ['39010130001'] }
  const { records, verify } = verifierOf(await proven(nobody))
  expect(records).toEqual([])
  expect(verify()).toMatchObject({ findings: [], notShown: 0 })
  const texts = [await proven(nobody), await proven(anna)].map((answer) => JSON.stringify(answer))
  for (const code of ['39010110001', '39010120001', '39010130001'])
    for (const text of texts) expect(text).not.toContain(code)
})

test('what is erased before it may be seen is in no proof until then, and then it is said to be gone', async () => {
  const disclosedFrom = new Date(Date.now() + dayMs)
  await history.log.append(operationRecord({ at: new Date(), disclosedFrom }), [accessRecordInput(juris.id)])
  await history.sealer.sealNow()
  const keeper = openKeeper(history.databaseUrl)
  const erased = { subjectHash: subjectHash(history.subjectKey, juris.id), at: new Date() }
  const asked = await requestErasure(keeper, { ...erased, author: 'vdaa/1', reason: 'VDAA 2026/17' })
  await approveErasure(keeper, { ...erased, request: asked.request, approver: 'vdaa/2' })
  await keeper.close()
  const before = await proven(juris)
  expect(before.accessHistoryProof).toContain('"commitments":[],"gone":[]')
  expect(verifierOf(before).verify()).toMatchObject({ findings: [], gone: [] })

  laterMs = dayMs
  await history.sealer.sealNow()
  expect(verifierOf(await proven(juris)).verify()).toMatchObject({
    findings: [],
    gone: [{ reason: 'ERASED' }],
  })
})

test('pages are read after the proof that is asked for with them, so that they show all that it holds', async () => {
  await history.log.append(operationRecord({ at: new Date() }), [accessRecordInput(juris.id)])
  await history.sealer.sealNow()
  const owner = new Client({ connectionString: history.databaseUrl })
  await owner.connect()
  try {
    // Whoever makes a proof waits for this; pages could be read.
    await owner.query('BEGIN; LOCK TABLE seal')
    const asked = proven(juris)
    const waiting = "SELECT FROM pg_locks WHERE relation = 'seal'::regclass AND NOT granted"
    await expect.poll(async () => (await owner.query(waiting)).rowCount).toBeGreaterThan(0)
    expect(history.statements()).toBe(0)
    await owner.query('COMMIT')
    expect(verifierOf(await asked).verify()).toMatchObject({ findings: [], notShown: 0 })
    expect(history.statements()).toBe(1)
  } finally {
    await owner.end()
  }
})

test('what is missing from a history since its content is gone is told, and nothing else is missing', async () => {
  const keeper = openKeeper(history.databaseUrl)
  const at = new Date(Date.now() - 30 * dayMs)
  const [code = '', earlier = ''] = anna.codes
  await history.log.append(operationRecord({ at, permission: '1001' }), [
    accessRecordInput(code),
    accessRecordInput(juris.id),
  ])
  await history.log.append(operationRecord({ at, permission: '2001' }), [accessRecordInput(earlier)])
  await history.log.append(operationRecord({ at: new Date(), permission: '3001' }), [accessRecordInput(code)])
  await history.sealer.sealNow()
  const before = verifierOf(await proven(anna))
  expect(before.verify()).toMatchObject({ findings: [], gone: [] })
  const commitments = new Map(
    before.records.map(({ proof, answer }) => {
      const read = verifyRecordProof(proof ?? '', history.trust)
      if (!read.ok) throw new Error('A proof does not hold')
      return [answer['permission'], read.value.commitment]
    }),
  )

  const rules = { agreements: new Map([['1001', 7]]), purposes: new Map<string, number>() }
  await removeDueContents(keeper, {
    rules,
    now: new Date(),
    officials: { author: 'vdaa/1', approver: 'vdaa/2' },
  })
  const erased = { subjectHash: subjectHash(history.subjectKey, earlier), at: new Date() }
  const asked = await requestErasure(keeper, { ...erased, author: 'vdaa/1', reason: 'VDAA 2026/17' })
  await approveErasure(keeper, { ...erased, request: asked.request, approver: 'vdaa/2' })
  await keeper.close()

  const { records, verify } = verifierOf(await proven(anna))
  expect(records.map(({ answer }) => answer['permission'])).toEqual(['3001'])
  const { gone, ...verified } = verify()
  expect(verified).toMatchObject({ findings: [], notShown: 0, newer: 0 })
  expect(gone).toEqual([
    { commitment: commitments.get('1001'), reason: 'REMOVED' },
    { commitment: commitments.get('2001'), reason: 'ERASED' },
  ])
  const others = verifierOf(await proven(juris))
  expect(others.verify()).toMatchObject({ findings: [], gone: [{ reason: 'REMOVED' }] })
})
