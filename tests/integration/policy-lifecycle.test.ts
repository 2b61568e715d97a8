import { array, assert, asyncProperty, constantFrom, tuple } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  endAgreement,
  forbidCoordinates,
  resumeAgreement,
  suspendAgreement,
} from '#policies/agreement-moves.ts'
import { readChanges } from '#policies/epochs.ts'
import { moves } from '#policies/lifecycle.ts'
import {
  ConflictError,
  FourEyesError,
  MoveError,
  PolicyError,
  RegistryError,
} from '#policies/policy-errors.ts'
import { listRevisions, readRevision } from '#policies/read-revisions.ts'
import type { Revision } from '#policies/read-revisions.ts'
import {
  amendAgreement,
  approveRevision,
  draftAgreement,
  rejectRevision,
  reviewRevision,
  submitRevision,
  withdrawRevision,
} from '#policies/revisions.ts'
import { publish, readAgreement, readEpoch } from '#policies/store.ts'
import { verifyEpochChain } from '#policies/verify-epochs.ts'
import { recordCatalogue } from '#policies/catalogue.ts'
import type { StewardedDatabase } from './policy-stewards.ts'
import { catalogue, consumer, steward, stewardedDatabase, stewards, terms } from './policy-stewards.ts'

let database: StewardedDatabase

beforeAll(async () => {
  database = await stewardedDatabase()
})

afterAll(async () => {
  await database.close()
})

const { population, populationApprover, cadastre, cadastreApprover } = stewards

async function inReview(): Promise<Revision> {
  const draft = await draftAgreement(database.pool, { consumer: 'riga', terms }, consumer)
  await submitRevision(database.pool, draft, consumer)
  return reviewRevision(database.pool, draft, population)
}

async function inForce(): Promise<Revision> {
  return approveRevision(database.pool, await inReview(), populationApprover)
}

test('a request of a consumer goes through review and approval into force, in one epoch', async () => {
  const { pool } = database
  const before = await readEpoch(pool)
  const draft = await draftAgreement(pool, { consumer: 'riga', terms }, consumer, 'lūdzu')
  expect(draft).toMatchObject({
    number: 1,
    state: 'draft',
    author: 'ierednis',
    registries: ['population'],
    basedOn: null,
  })
  expect((await submitRevision(pool, draft, consumer)).state).toBe('submitted')
  expect((await reviewRevision(pool, draft, population)).state).toBe('in_review')
  expect(await readEpoch(pool)).toBe(before)
  expect(await readAgreement(pool, draft.permission)).toBeNull()

  const active = await approveRevision(pool, draft, populationApprover, 'atbilst')
  expect(active).toMatchObject({ state: 'active', epoch: before + 1 })
  expect(active.moves.map(({ from, to, official, role }) => [from, to, official, role])).toEqual([
    ['draft', 'submitted', 'ierednis', 'consumer'],
    ['submitted', 'in_review', 'steward-pmlp', 'author'],
    ['in_review', 'approved', 'approver-pmlp', 'approver'],
    ['approved', 'active', 'approver-pmlp', null],
  ])
  expect(active.approvals).toMatchObject([
    { registry: 'population', official: 'approver-pmlp', note: 'atbilst' },
  ])
  expect(await readAgreement(pool, draft.permission)).toMatchObject({
    revision: 1,
    status: 'active',
    consumer: 'riga',
    providers: ['population'],
  })
  const { epochs } = await readChanges(pool, { permission: draft.permission }, { first: 10 })
  expect(epochs).toMatchObject([{ number: before + 1, author: 'ierednis', approver: 'approver-pmlp' }])
})

test.each(['steward-pmlp', ' Steward-PMLP\u00a0', 'IEREDNIS', 'ｓteward-pmlp'])(
  'whoever wrote or reviewed a revision does not approve it, as %j neither',
  async (official) => {
    const revision = await inReview()
    const approver = steward(official, 'approver', 'population')
    await expect(approveRevision(database.pool, revision, approver)).rejects.toThrow(FourEyesError)
    // The database refuses it by itself, whatever the program asks.
    await expect(
      database.pool.query(
        `INSERT INTO revision_approval (permission, number, registry, official) VALUES ($1, 1, 'population', $2)`,
        [revision.permission, official],
      ),
    ).rejects.toMatchObject({ code: 'DG001' })
    expect((await readRevision(database.pool, revision))?.state).toBe('in_review')
  },
)

test('an agreement over two registries needs the review and approval of both', async () => {
  const { pool } = database
  const wide = { ...terms, grants: [...terms.grants, { coordinate: 'Property.*' }] }
  const draft = await draftAgreement(pool, { consumer: 'riga', terms: wide }, consumer)
  expect(draft.registries).toEqual(['cadastre', 'population'])
  await submitRevision(pool, draft, consumer)
  await reviewRevision(pool, draft, population)
  expect((await approveRevision(pool, draft, populationApprover)).state).toBe('in_review')
  await expect(approveRevision(pool, draft, cadastreApprover)).rejects.toThrow(
    /Nobody of cadastre .*: reviewRevision/,
  )
  await expect(reviewRevision(pool, draft, steward('approver-pmlp', 'author', 'cadastre'))).rejects.toThrow(
    FourEyesError,
  )
  await reviewRevision(pool, draft, cadastre)
  expect((await approveRevision(pool, draft, cadastreApprover)).state).toBe('active')
  // The wildcard is what was there when it was written, whatever is composed later.
  await recordCatalogue(pool, [
    ...catalogue,
    {
      coordinate: 'Property.owner',
      type: 'Owner',
      registry: 'cadastre',
      description: null,
      isPersonal: true,
    },
  ])
  expect((await readAgreement(pool, draft.permission))?.grants).toContainEqual({
    id: `${draft.permission}:Property.*`,
    coordinate: 'Property.*',
    covers: ['Property.name', 'Property.valuation', 'Property.valuation(year:)'],
  })
})

test('a steward writes only lines of their own registry, and a consumer only their own agreements', async () => {
  const { pool } = database
  const active = await inForce()
  const amend = (grants: typeof terms.grants): Parameters<typeof amendAgreement>[1] => ({
    permission: active.permission,
    basedOn: 1,
    terms: { ...terms, grants },
  })
  const more = [...terms.grants, { coordinate: 'Property.name' }]
  await expect(amendAgreement(pool, amend(more), population)).rejects.toThrow(RegistryError)
  await expect(amendAgreement(pool, amend(terms.grants.slice(1)), cadastre)).rejects.toThrow(RegistryError)
  await expect(amendAgreement(pool, amend(more), { ...consumer, consumer: 'bank' })).rejects.toThrow(
    RegistryError,
  )
  await expect(amendAgreement(pool, amend(terms.grants), populationApprover)).rejects.toThrow(MoveError)
  await expect(amendAgreement(pool, amend([{ coordinate: 'Person.iban' }]), consumer)).rejects.toThrow(
    /catalogue has no such/,
  )
  expect((await amendAgreement(pool, amend(more), consumer)).registries).toEqual(['cadastre', 'population'])
})

test('an amendment during review needs approvals anew, and nothing approves the old one', async () => {
  const { pool } = database
  const first = await inReview()
  const permission = first.permission
  const second = await amendAgreement(
    pool,
    { permission, basedOn: 1, terms: { ...terms, grants: terms.grants.slice(0, 1) } },
    population,
  )
  expect(second).toMatchObject({ number: 2, basedOn: 1, state: 'draft', approvals: [], reviews: [] })
  expect((await readRevision(pool, first))?.state).toBe('withdrawn')
  await expect(approveRevision(pool, first, populationApprover)).rejects.toThrow(ConflictError)
  await expect(approveRevision(pool, second, populationApprover)).rejects.toThrow(MoveError)
  expect((await submitRevision(pool, second, population)).state).toBe('in_review')
  const active = await approveRevision(pool, second, populationApprover)
  expect(active.terms.grants).toEqual([{ id: `${permission}:Query.person`, coordinate: 'Query.person' }])
})

test('suspending takes one person, resuming another', async () => {
  const { pool } = database
  const { permission } = await inForce()
  const before = await readEpoch(pool)
  expect(await suspendAgreement(pool, permission, population, 'noplūde')).toBe(before + 1)
  await expect(suspendAgreement(pool, permission, population, 'noplūde')).rejects.toThrow(MoveError)
  await expect(
    resumeAgreement(pool, permission, steward('STEWARD-PMLP', 'approver', 'population')),
  ).rejects.toThrow(FourEyesError)
  await expect(resumeAgreement(pool, permission, cadastreApprover)).rejects.toThrow(RegistryError)
  expect((await readAgreement(pool, permission))?.status).toBe('suspended')

  // Another content resumes nothing.
  const amendment = { permission, basedOn: 1, terms: { ...terms, quotaPerDay: 5 } }
  const amended = await amendAgreement(pool, amendment, population)
  await submitRevision(pool, amended, population)
  expect((await approveRevision(pool, amended, populationApprover)).state).toBe('suspended')
  expect(await readAgreement(pool, permission)).toMatchObject({ status: 'suspended', quotaPerDay: 5 })
  await expect(resumeAgreement(pool, permission, population)).rejects.toThrow(
    /another steward of population may/,
  )
  await resumeAgreement(pool, permission, populationApprover)
  expect((await readAgreement(pool, permission))?.status).toBe('active')

  await endAgreement(pool, permission, consumer)
  await expect(resumeAgreement(pool, permission, populationApprover)).rejects.toThrow(MoveError)
  expect((await readAgreement(pool, permission))?.status).toBe('ended')
})

test('a court order forbids at once; to take it back needs two', async () => {
  const { pool } = database
  const { permission } = await inForce()
  const pending = await amendAgreement(
    pool,
    { permission, basedOn: 1, terms: { ...terms, quotaPerDay: 9 } },
    consumer,
  )
  const order = { permission, coordinates: ['Person.givenName'] }
  await expect(forbidCoordinates(pool, order, cadastre, 'x')).rejects.toThrow(RegistryError)
  const wider = { permission, coordinates: ['Person.givenName', 'Property.name'] }
  await expect(forbidCoordinates(pool, wider, population, 'x')).rejects.toThrow(
    /answers for Property\.name \(cadastre\): a steward of it/,
  )
  const forbidden = await forbidCoordinates(pool, order, population, 'tiesas lēmums')
  expect(forbidden).toMatchObject({ number: 3, basedOn: 1, state: 'active', author: 'steward-pmlp' })
  expect((await readAgreement(pool, permission))?.forbids).toMatchObject([{ coordinate: 'Person.givenName' }])
  // What was written without the forbid comes in force only on top of it.
  await expect(submitRevision(pool, pending, consumer)).rejects.toMatchObject({ code: 'CONFLICT', newest: 3 })
  await expect(amendAgreement(pool, { permission, basedOn: 2, terms }, consumer)).rejects.toMatchObject({
    newest: 3,
  })
  const lifted = await amendAgreement(pool, { permission, basedOn: 3, terms }, population)
  expect((await submitRevision(pool, lifted, population)).state).toBe('in_review')
  expect((await approveRevision(pool, lifted, populationApprover)).terms.forbids).toEqual([])
})

test('refused and withdrawn requests stay to be read, and go no further', async () => {
  const { pool } = database
  const rejected = await rejectRevision(pool, await inReview(), populationApprover, 'nav pamata')
  expect(rejected).toMatchObject({ state: 'rejected' })
  expect(rejected.moves.at(-1)?.note).toBe('nav pamata')
  await expect(approveRevision(pool, rejected, populationApprover)).rejects.toThrow(MoveError)
  const withdrawn = await withdrawRevision(pool, await inReview(), consumer)
  await expect(submitRevision(pool, withdrawn, consumer)).rejects.toThrow(
    /does not become submitted by the consumer\. Amend it/,
  )
  const page = await listRevisions(
    pool,
    { consumer: 'riga', states: ['rejected', 'withdrawn'] },
    { first: 1 },
  )
  expect(page).toMatchObject({ hasMore: true, revisions: [{ permission: withdrawn.permission }] })
  const next = await listRevisions(
    pool,
    { consumer: 'riga', states: ['rejected', 'withdrawn'] },
    { first: 1, after: page.revisions[0]?.key ?? '' },
  )
  expect(next.revisions).toMatchObject([{ permission: rejected.permission, state: 'rejected' }])
})

test('the database knows the moves of the life cycle, and no others', async () => {
  const { pool } = database
  const listed = moves.flatMap(({ from, to, by }) => by.map((mover) => `${from} ${to} ${mover}`))
  const { rows } = await pool.query<{ move: string }>(
    `SELECT from_state || ' ' || to_state || ' ' || mover AS move FROM allowed_move`,
  )
  expect(rows.map(({ move }) => move).toSorted()).toEqual(listed.toSorted())

  const { permission } = await inReview()
  const insert = `INSERT INTO revision_move (permission, number, from_state, to_state, mover, official, epoch)
    VALUES ($1, 1, $2, $3, $4, 'x', $5)`
  const epoch = await readEpoch(pool)
  for (const [from, to, mover, inEpoch] of [
    ['in_review', 'approved', 'approver', null],
    ['in_review', 'active', 'store', epoch],
    ['approved', 'active', 'store', epoch],
    ['draft', 'submitted', 'author', null],
    ['in_review', 'rejected', 'consumer', null],
  ]) {
    await expect(pool.query(insert, [permission, from, to, mover, inEpoch])).rejects.toMatchObject({
      code: expect.stringMatching(/^(DG00[12]|23503)$/),
    })
  }
  for (const sql of [
    `UPDATE revision SET state = 'active'`,
    `UPDATE revision SET terms = '{}'`,
    `DELETE FROM revision`,
    `UPDATE revision_move SET official = 'y'`,
    `DELETE FROM revision_approval`,
    `INSERT INTO allowed_move VALUES ('draft', 'approved', 'store')`,
  ]) {
    await expect(pool.query(sql), sql).rejects.toThrow(/immutable|stays as it was/)
  }
})

test('a draft that does more than forbid is not put in force without approvals, whoever asks the database', async () => {
  const { pool } = database
  const { permission, epoch } = await inForce()
  const wider = { ...terms, grants: [...terms.grants, { coordinate: 'Person.sex' }] }
  await amendAgreement(pool, { permission, basedOn: 1, terms: wider }, population)
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const move = `INSERT INTO revision_move (permission, number, from_state, to_state, mover, official, epoch) VALUES`
    await client.query(`${move} ($1, 1, 'active', 'ended', 'store', 'x', $2)`, [permission, epoch])
    await expect(
      client.query(`${move} ($1, 2, 'draft', 'active', 'author', 'x', $2)`, [permission, epoch]),
    ).rejects.toThrow(/does more than forbid/)
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
})

test('of two transactions that move the same revision at once, the database lets one', async () => {
  const { pool } = database
  const { permission, epoch } = await inForce()
  const insert = `INSERT INTO revision_move (permission, number, from_state, to_state, mover, official, epoch)
    VALUES ($1, 1, 'active', 'suspended', 'author', $2, $3)`
  const [one, other] = [await pool.connect(), await pool.connect()]
  try {
    await one.query('BEGIN')
    await other.query('BEGIN')
    await one.query(insert, [permission, 'a', epoch])
    const waiting = other.query(insert, [permission, 'b', epoch]).then(
      () => 'moved',
      (error: unknown) => error,
    )
    await one.query('ROLLBACK')
    expect(await waiting).toBe('moved')
    const late = one.query(insert, [permission, 'a', epoch]).then(
      () => 'moved',
      (error: unknown) => error,
    )
    await other.query('COMMIT')
    expect(await late).toMatchObject({ code: 'DG002' })
  } finally {
    one.release(true)
    other.release(true)
  }
  // Behind the store's back: the agreement's own row is as it was, which is found.
  expect((await verifyEpochChain(pool)).problems).toEqual([
    `agreement ${permission} is not what its revision says`,
  ])
  await resumeAgreement(pool, permission, populationApprover)
  expect((await verifyEpochChain(pool)).problems).toEqual([])
})

test('a file is published beside stewards, and its agreements can be stewarded', async () => {
  const { pool } = database
  const { permission } = await inForce()
  const stored = await readAgreement(pool, permission)
  if (stored === null) throw new Error('nothing is in force')
  await publish(pool, { agreements: [{ ...stored, purpose: 'citādi' }] }, { author: 'demo' })
  expect(await readRevision(pool, { permission, number: 2 })).toMatchObject({
    origin: 'file',
    state: 'active',
  })
  await suspendAgreement(pool, permission, population, 'x')
  await publish(pool, { agreements: [{ ...stored, purpose: 'atkal' }] }, { author: 'demo', ownOnly: true })
  expect(await readAgreement(pool, permission)).toMatchObject({
    revision: 2,
    status: 'suspended',
    purpose: 'citādi',
  })
})

test('concurrent stewards: one of the same base wins, the others are told, and every approval counts once', async () => {
  const { pool } = database
  const { permission } = await inForce()
  const epoch = await readEpoch(pool)
  const rounds = 5
  const rivals = 6
  for (let round = 1; round <= rounds; round++) {
    const results = await Promise.allSettled(
      Array.from({ length: rivals }, (_, rival) =>
        amendAgreement(
          pool,
          { permission, basedOn: round, terms: { ...terms, quotaPerDay: round * 100 + rival } },
          population,
        ),
      ),
    )
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refusals).toHaveLength(rivals - 1)
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'CONFLICT', newest: round + 1 })
    const revision = { permission, number: round + 1 }
    await submitRevision(pool, revision, population)
    const approvals = await Promise.allSettled(
      Array.from({ length: rivals }, (_, rival) =>
        approveRevision(pool, revision, steward(`approver-${rival}`, 'approver', 'population')),
      ),
    )
    expect(approvals.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await readEpoch(pool)).toBe(epoch + round)
  }
  const { revisions } = await listRevisions(pool, { permission }, { first: 100 })
  expect(revisions.map(({ number, state }) => [number, state])).toEqual([
    [6, 'active'],
    ...[5, 4, 3, 2, 1].map((number) => [number, 'ended']),
  ])
  expect((await readAgreement(pool, permission))?.quotaPerDay).toBe(revisions[0]?.terms.quotaPerDay)
})

test('whatever is tried in whatever order, states follow the table and the chain holds', async () => {
  const { pool } = database
  const actors = [consumer, population, populationApprover, steward('steward-pmlp', 'approver', 'population')]
  const tries = [
    'amend',
    'submit',
    'review',
    'approve',
    'reject',
    'withdraw',
    'suspend',
    'resume',
    'forbid',
  ] as const
  const listed = new Set(moves.map(({ from, to }) => `${from} ${to}`))
  await assert(
    asyncProperty(
      array(tuple(constantFrom(...tries), constantFrom(...actors)), {
        minLength: 5,
        maxLength: 25,
      }),
      async (steps) => {
        const { permission } = await draftAgreement(pool, { consumer: 'riga', terms }, consumer)
        for (const [action, actor] of steps) {
          const newest = (await listRevisions(pool, { permission }, { first: 1 })).revisions[0]
          if (newest === undefined) throw new Error('no revision')
          const basedOn = newest.number
          const attempt = {
            amend: () =>
              amendAgreement(pool, { permission, basedOn, terms: { ...terms, quotaPerDay: basedOn } }, actor),
            submit: () => submitRevision(pool, newest, actor),
            review: () => reviewRevision(pool, newest, actor),
            approve: () => approveRevision(pool, newest, actor),
            reject: () => rejectRevision(pool, newest, actor, 'x'),
            withdraw: () => withdrawRevision(pool, newest, actor),
            suspend: () => suspendAgreement(pool, permission, actor, 'x'),
            resume: () => resumeAgreement(pool, permission, actor),
            forbid: () => forbidCoordinates(pool, { permission, coordinates: ['Person.sex'] }, actor, 'x'),
          }[action]
          const outcome = await attempt().catch((error: unknown) => error)
          expect(outcome instanceof Error && !(outcome instanceof PolicyError)).toBe(false)
        }
        const { revisions } = await listRevisions(pool, { permission }, { first: 100 })
        for (const { moves: made, state, approvals, author } of revisions) {
          for (const { from, to } of made) expect(listed).toContain(`${from} ${to}`)
          expect(made.at(-1)?.to ?? 'draft').toBe(state)
          for (const { official } of approvals) expect([author, 'steward-pmlp']).not.toContain(official)
        }
        const inForceNow = revisions.filter(({ state }) => state === 'active' || state === 'suspended')
        const agreement = await readAgreement(pool, permission)
        expect(inForceNow.map(({ number, state }) => [number, state])).toEqual(
          agreement === null ? [] : [[agreement.revision, agreement.status]],
        )
      },
    ),
    { numRuns: 12 },
  )
  expect((await verifyEpochChain(pool)).problems).toEqual([])
})

test.each(['steward-\u200bpmlp', 'steward\u00ad-pmlp'])(
  'invisible characters make nobody another person: %j',
  async (official) => {
    const revision = await inReview()
    const approver = steward(official, 'approver', 'population')
    await expect(approveRevision(database.pool, revision, approver)).rejects.toThrow(FourEyesError)
    const insert = `INSERT INTO revision_approval (permission, number, registry, official) VALUES ($1, 1, 'population', $2)`
    await expect(database.pool.query(insert, [revision.permission, official])).rejects.toMatchObject({
      code: 'DG001',
    })
  },
)

test('what is ended is over for good: what was open is withdrawn, and nothing is written on top of it', async () => {
  const { pool } = database
  const { permission } = await inForce()
  const change = { permission, basedOn: 1, terms: { ...terms, quotaPerDay: 9 } }
  const pending = await amendAgreement(pool, change, consumer)
  await submitRevision(pool, pending, consumer)
  await reviewRevision(pool, pending, population)
  await endAgreement(pool, permission, population)
  expect((await readRevision(pool, pending))?.state).toBe('withdrawn')
  await expect(approveRevision(pool, pending, populationApprover)).rejects.toThrow(MoveError)
  await expect(amendAgreement(pool, { ...change, basedOn: 2 }, consumer)).rejects.toThrow(/ended for good/)
  expect((await readAgreement(pool, permission))?.status).toBe('ended')
})

test('the database lets nothing take the place of what is ended, whoever asks it', async () => {
  const { pool } = database
  const { permission, epoch } = await inForce()
  const change = { permission, basedOn: 1, terms: { ...terms, quotaPerDay: 9 } }
  const pending = await amendAgreement(pool, change, consumer)
  await submitRevision(pool, pending, consumer)
  await reviewRevision(pool, pending, population)
  const move = `INSERT INTO revision_move (permission, number, from_state, to_state, mover, official, epoch) VALUES`
  await pool.query(`${move} ($1, 1, 'active', 'ended', 'author', 'x', $2)`, [permission, epoch])
  await pool.query(
    `INSERT INTO revision_approval (permission, number, registry, official) VALUES ($1, 2, 'population', 'y')`,
    [permission],
  )
  await pool.query(`${move} ($1, 2, 'in_review', 'approved', 'approver', 'y', NULL)`, [permission])
  await expect(
    pool.query(`${move} ($1, 2, 'approved', 'active', 'store', 'y', $2)`, [permission, epoch]),
  ).rejects.toThrow(/ended for good/)
})

test('a parameter makes nobody a steward without each of the registries, and who answers for agreements', async () => {
  const { pool } = database
  const asSteward = { ...terms, parameters: { stewardOf: ['cadastre'] } }
  const draft = await draftAgreement(pool, { consumer: 'riga', terms: asSteward }, consumer)
  expect(draft.registries).toEqual(['cadastre', 'policy', 'population'])
  await submitRevision(pool, draft, consumer)
  await reviewRevision(pool, draft, population)
  expect((await approveRevision(pool, draft, populationApprover)).state).toBe('in_review')
  const { permission } = await inForce()
  const amended = await amendAgreement(pool, { permission, basedOn: 1, terms: asSteward }, population)
  expect(amended.registries).toEqual(['cadastre', 'policy', 'population'])
})
