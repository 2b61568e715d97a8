import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { demoCallers } from '#tools/demo/callers.ts'
import { runDagr } from '../running-dagr.ts'
import type { DagrUnderTest } from '../running-dagr.ts'
import { amending, draftOf, moving, plainDraft, revisionFields, stewardshipOf } from '../stewardship.ts'
import type { Stewardship } from '../stewardship.ts'

const soon = { timeout: 50_000, interval: 50 }

let dagr: DagrUnderTest
let stewardship: Stewardship

beforeAll(async () => {
  dagr = await runDagr()
  stewardship = stewardshipOf(dagr)
  // The gateway tells the catalogue once it has composed: drafts are held against it.
  const entries = '{ catalogue(registry: "population", first: 1) { edges { node { coordinate } } } }'
  await vi.waitFor(async () => {
    const { edges } = await stewardship.told('riga', entries)
    if (!Array.isArray(edges) || edges.length === 0) throw new Error('the catalogue is empty')
  }, soon)
})
afterAll(() => dagr.stop())

/** Why the tax office is not told a resident's name at birth. */
async function reasonsOfDenial() {
  const query = 'query ($code: String!) { person(personalCode: $code) { birthName } }'
  const { errors } = await dagr.ask('vid', { query, variables: { code: dagr.resident } })
  return errors.map(({ extensions }) => extensions['reason'])
}

const newest = `query ($permission: String!) { agreement(permission: $permission) { newest { ${revisionFields} } } }`

async function newestOf(caller: string, permission: string) {
  const { newest: revision } = await stewardship.told(caller, newest, { permission })
  return revision as Record<string, unknown>
}

/** The resident's values under a permission; null where it is not granted or not in force. */
async function personOf(caller: string, fields: string, permission?: string) {
  const query = `query ($code: String!) { person(personalCode: $code) { ${fields} } }`
  const asked = { query, variables: { code: dagr.resident } }
  const { data } = await dagr.ask(caller, asked, permission ? { 'x-dagr-permission': permission } : {})
  return data?.['person'] ?? null
}

test.for([...demoCallers])(
  '%s is told which of its agreements are in force',
  async ([name, { permissions }]) => {
    const query =
      '{ myPermissions { edges { node { permission inForce { purpose grants { coordinate } } } } } }'
    const { edges } = await stewardship.told(name, query)
    const nodes = (edges as { node: { permission: string; inForce: { grants: unknown[] } } }[]).map(
      ({ node }) => node,
    )
    expect(nodes.map(({ permission }) => permission)).toEqual(expect.arrayContaining([...permissions]))
    for (const { inForce } of nodes) expect(inForce.grants.length).toBeGreaterThan(0)
  },
)

test('an attribute is asked for, reviewed, amended, approved by somebody else, and answered without a restart', async () => {
  expect(await personOf('riga', 'sex')).toEqual({ sex: null })
  const before = await newestOf('riga', '2001')
  const drafted = await stewardship.amend(
    'riga',
    before,
    draftOf(before, ['Person.sex', 'Person.placeOfBirth']),
  )
  expect(drafted).toMatchObject({
    state: 'DRAFT',
    author: 'riga-0342',
    registries: ['addresses', 'policy', 'population'],
  })
  expect(await stewardship.move('riga', 'submitRevision', drafted)).toMatchObject({ state: 'SUBMITTED' })

  const effect = `query ($permission: String!, $number: Int!) {
    effect(permission: $permission, revision: $number) { words gained { coordinate } lost { coordinate } replay { application different } }
  }`
  expect(await stewardship.told('steward-pmlp', effect, drafted)).toMatchObject({
    gained: [{ coordinate: 'Person.placeOfBirth' }, { coordinate: 'Person.sex' }],
    lost: [],
    replay: [{ application: 'riga-soc', different: 1 }],
  })

  const amended = await stewardship.amend('steward-pmlp', drafted, draftOf(before, ['Person.sex']))
  expect(amended).toMatchObject({ number: Number(drafted['number']) + 1, author: 'pmlp-0101' })
  await stewardship.move('steward-pmlp', 'submitRevision', amended)
  // Whoever wrote it cannot approve it, under whatever agreement.
  const { errors } = await dagr.ask('steward-pmlp', { query: moving('approveRevision'), variables: amended })
  expect(errors[0]?.extensions).toMatchObject({
    code: 'FIELD_NOT_GRANTED',
    coordinate: 'Mutation.approveRevision',
  })
  expect(await stewardship.refused('steward-pmlp', moving('approveRevision'), amended, '9011')).not.toBe('')
  expect(await personOf('riga', 'sex')).toEqual({ sex: null })

  for (const name of ['vzd', 'vdaa']) {
    await stewardship.move(`steward-${name}`, 'reviewRevision', amended)
    await stewardship.move(`approver-${name}`, 'approveRevision', amended)
  }
  expect(await personOf('riga', 'sex')).toEqual({ sex: null })
  const approved = await stewardship.move('approver-pmlp', 'approveRevision', amended)
  expect(approved).toMatchObject({
    state: 'ACTIVE',
    approvals: [
      { registry: 'addresses', official: 'vzd-0102' },
      { registry: 'policy', official: 'vdaa-0102' },
      { registry: 'population', official: 'pmlp-0102' },
    ],
  })
  await expect.poll(() => personOf('riga', 'sex'), soon).not.toEqual({ sex: null })

  const reached = 'query ($epoch: Int!) { epochReached(number: $epoch) { reached } }'
  await expect
    .poll(() => stewardship.told('approver-pmlp', reached, { epoch: approved['epoch'] }), soon)
    .toEqual({ reached: true })

  const register = `{ policyChanges(permission: "2001", first: 1) { edges { node {
    epoch author approver agreements { permission granted { coordinate } ungranted { coordinate } }
  } } } }`
  expect(await stewardship.told('steward-pmlp', register)).toEqual({
    edges: [
      {
        node: {
          epoch: approved['epoch'],
          author: 'pmlp-0101',
          approver: 'vzd-0102, vdaa-0102, pmlp-0102',
          agreements: [{ permission: '2001', granted: [{ coordinate: 'Person.sex' }], ungranted: [] }],
        },
      },
    ],
  })
})

test('an agreement over two registries comes in force with the second approval', async () => {
  const drafted = await stewardship.draft(
    'riga',
    plainDraft(['Query.person', 'Person.givenName', 'Person.properties', 'Property.cadastralNumber']),
  )
  const permission = String(drafted['permission'])
  expect(drafted['registries']).toEqual(['cadastre', 'population'])
  await stewardship.move('riga', 'submitRevision', drafted)
  await stewardship.move('steward-pmlp', 'reviewRevision', drafted)
  await stewardship.move('steward-vzd', 'reviewRevision', drafted)
  const half = await stewardship.move('approver-pmlp', 'approveRevision', drafted)
  expect(half).toMatchObject({ epoch: null, approvals: [{ registry: 'population' }] })
  expect(await personOf('riga', 'givenName', permission)).toBeNull()
  expect(await stewardship.move('approver-vzd', 'approveRevision', drafted)).toMatchObject({
    state: 'ACTIVE',
  })
  await expect.poll(() => personOf('riga', 'givenName', permission), soon).not.toBeNull()
})

test('one steward suspends at once; somebody else resumes', async () => {
  const suspend =
    'mutation { suspendAgreement(permission: "1002", note: "sūdzība") { state inForce { moves { to note } } } }'
  const resume = 'mutation { resumeAgreement(permission: "1002") { state } }'
  expect(await personOf('vid', 'personalCode', '1002')).not.toBeNull()
  const suspended = await stewardship.told('steward-pmlp', suspend)
  expect(suspended['state']).toBe('SUSPENDED')
  await expect.poll(() => personOf('vid', 'personalCode', '1002'), soon).toBeNull()
  expect(await stewardship.refused('steward-pmlp', resume)).not.toBe('')
  expect(await stewardship.told('approver-pmlp', resume)).toEqual({ state: 'ACTIVE' })
  await expect.poll(() => personOf('vid', 'personalCode', '1002'), soon).not.toBeNull()
})

test('a steward rules the coordinates of their own registries only', async () => {
  const drafted = await stewardship.draft('riga', plainDraft(['Query.person', 'Person.citizenship']))
  await stewardship.move('riga', 'submitRevision', drafted)
  for (const [caller, move] of [
    ['steward-vzd', 'reviewRevision'],
    ['approver-vzd', 'approveRevision'],
  ] as const) {
    expect(await stewardship.refused(caller, moving(move), drafted)).toContain(String(drafted['permission']))
  }
  const amend = { ...drafted, basedOn: drafted['number'], terms: draftOf(drafted, ['Person.sex']) }
  expect(await stewardship.refused('steward-vzd', amending, amend)).not.toBe('')
  const seen = `query ($permission: String!) { agreement(permission: $permission) { permission } }`
  expect((await dagr.ask('steward-vzd', { query: seen, variables: drafted })).data).toEqual({
    agreement: null,
  })

  const both = await stewardship.draft('riga', plainDraft(['Query.person', 'Person.properties']))
  const widened = { ...both, basedOn: both['number'], terms: draftOf(both, ['Person.sex']) }
  expect(await stewardship.refused('steward-vzd', amending, widened)).not.toBe('')
})

test('of two edits of one revision the later is refused, and told of the newer', async () => {
  const drafted = await stewardship.draft('csp', plainDraft(['Query.persons', 'Person.sex']))
  await stewardship.move('csp', 'submitRevision', drafted)
  const amended = await stewardship.amend('steward-pmlp', drafted, draftOf(drafted, ['Person.citizenship']))
  const late = { ...drafted, basedOn: drafted['number'], terms: draftOf(drafted, ['Person.dateOfBirth']) }
  expect(await stewardship.refused('csp', amending, late)).toContain(String(amended['number']))
})

test('a rejection tells its reason to the consumer', async () => {
  const drafted = await stewardship.draft('csp', plainDraft(['Query.person', 'Person.givenName']))
  await stewardship.move('csp', 'submitRevision', drafted)
  const reject = `mutation ($permission: String!, $number: Int!) {
    rejectRevision(permission: $permission, number: $number, note: "statistikai vārdu nevajag") { state }
  }`
  expect(await stewardship.told('steward-pmlp', reject, drafted)).toEqual({ state: 'REJECTED' })
  const { moves, state } = await newestOf('csp', String(drafted['permission']))
  expect(state).toBe('REJECTED')
  expect((moves as { to: string }[]).at(-1)).toMatchObject({
    to: 'REJECTED',
    note: 'statistikai vārdu nevajag',
  })
  expect(await stewardship.refused('csp', moving('submitRevision'), drafted)).not.toBe('')
})

test('a court order forbids at once, whatever is granted', async () => {
  const forbid = `mutation { forbidCoordinates(
    permission: "1001", coordinates: ["Person.birthName"], note: "tiesas lēmums"
  ) { state forbids } }`
  expect(await stewardship.refused('steward-vzd', forbid)).not.toBe('')
  expect(await stewardship.told('steward-pmlp', forbid)).toEqual({
    state: 'ACTIVE',
    forbids: ['Person.birthName'],
  })
  await expect.poll(reasonsOfDenial, soon).toEqual(['FORBIDDEN'])
})

test('nobody drafts for somebody else, and other organisations’ agreements are not there', async () => {
  const drafting =
    'mutation ($terms: AgreementDraft!) { draftAgreement(consumer: "vid", terms: $terms) { state } }'
  const terms = plainDraft(['Query.person'])
  const { errors } = await dagr.ask('riga', { query: drafting, variables: { terms } })
  expect(errors[0]?.extensions).toMatchObject({ coordinate: 'Mutation.draftAgreement(consumer:)' })
  const other = `{ agreement(permission: "1001") { permission } revision(permission: "1001", number: 1) { number } }`
  expect(await dagr.ask('riga', { query: other })).toMatchObject({
    data: { agreement: null, revision: null },
    errors: [],
  })
  const { edges } = await stewardship.told(
    'riga',
    '{ agreements(first: 100) { edges { node { consumer } } } }',
  )
  const consumers = (edges as { node: { consumer: string } }[]).map(({ node }) => node.consumer)
  expect([...new Set(consumers)]).toEqual(['riga'])
})

test('nobody gives themselves stewardship', async () => {
  const terms = plainDraft(['Mutation.approveRevision', 'Revision.state'], {
    parameters: { stewardOf: ['population'] },
  })
  const drafted = await stewardship.draft('riga', terms)
  await stewardship.move('riga', 'submitRevision', drafted)
  for (const registry of ['pmlp', 'vzd', 'ur']) {
    await dagr.ask(`steward-${registry}`, { query: moving('reviewRevision'), variables: drafted })
    await dagr.ask(`approver-${registry}`, { query: moving('approveRevision'), variables: drafted })
  }
  expect((await newestOf('riga', String(drafted['permission'])))['epoch']).toBeNull()
})

test('the bank sees a person from the consent to its withdrawal', async () => {
  expect(await personOf('bank', 'givenName')).toBeNull()
  const give =
    'mutation { giveConsent(consumer: "bank", purpose: "dpv:CreditChecking") { consumer purpose withdrawnAt } }'
  const withdraw =
    'mutation { withdrawConsent(consumer: "bank", purpose: "dpv:CreditChecking") { consumer withdrawnAt } }'
  expect(await stewardship.told('resident', give)).toEqual({
    consumer: 'bank',
    purpose: 'dpv:CreditChecking',
    withdrawnAt: null,
  })
  await expect.poll(() => personOf('bank', 'givenName'), soon).not.toBeNull()
  expect((await stewardship.told('resident', withdraw))['withdrawnAt']).not.toBeNull()
  await expect.poll(() => personOf('bank', 'givenName'), soon).toBeNull()
  const own = '{ consents { edges { node { consumer withdrawnAt } } } }'
  expect(await stewardship.told('resident', own)).toMatchObject({ edges: [{ node: { consumer: 'bank' } }] })
  const message = await stewardship.refused('resident', withdraw)
  expect(message).toContain('Query.consents')
})

test('reading one’s consents is recorded as a use of one’s data', async () => {
  const { records } = await dagr.askAndSeeRecords('resident', {
    query: '{ consents { edges { node { consumer } } } }',
  })
  expect(records).toMatchObject([{ subject: dagr.resident, released: ['Consent.consumer'] }])
})

test('the catalogue is searched, and names the legal bases that are usual', async () => {
  const search = `{ catalogue(registry: "population", text: "birth", isPersonal: true) {
    edges { node { coordinate isPersonal legalBases } }
  } }`
  const { edges } = await stewardship.told('riga', search)
  const entries = new Map(
    (edges as { node: { coordinate: string; legalBases: string[] } }[]).map(({ node }) => [
      node.coordinate,
      node,
    ]),
  )
  expect(entries.get('Person.dateOfBirth')?.legalBases.join()).toContain('Sociālo pakalpojumu')
  const paged: string[] = []
  let after: string | null = null
  do {
    const query = `query ($after: String) { catalogue(registry: "institutions", first: 5, after: $after) {
      edges { node { coordinate } } pageInfo { hasNextPage endCursor } } }`
    const page = await stewardship.told('riga', query, { after })
    paged.push(...(page['edges'] as { node: { coordinate: string } }[]).map(({ node }) => node.coordinate))
    const info = page['pageInfo'] as { hasNextPage: boolean; endCursor: string }
    after = info.hasNextPage ? info.endCursor : null
  } while (after !== null)
  expect(paged).toEqual([...new Set(paged)].toSorted())
  expect(paged).toContain('Institution.legalName')
})

test('hidden attributes are listed for stewards, and granted to nobody', async () => {
  const hidden = `{ catalogue(registry: "population", hidden: true) { edges { node { coordinate type description } } } }`
  const { edges } = await stewardship.told('steward-pmlp', hidden)
  const listed = (edges as { node: { coordinate: string } }[]).map(({ node }) => node)
  expect(listed).toContainEqual({
    coordinate: 'Person.addressSecret',
    type: 'Boolean',
    description: expect.stringMatching(/./),
  })
  const usual = '{ catalogue(text: "Person.addressSecret") { edges { node { coordinate } } } }'
  expect(await stewardship.told('riga', usual)).toStrictEqual({ edges: [] })
  expect(await stewardship.told('steward-pmlp', usual)).toStrictEqual({ edges: [] })
  const { data, errors } = await dagr.ask('riga', { query: hidden })
  expect(data?.['catalogue'] ?? null).toBeNull()
  expect(errors).not.toStrictEqual([])
})

const comparing = (attribute: string, values: readonly unknown[]) => ({
  kind: 'compare',
  attribute,
  operator: 'in',
  value: { values },
})

test.for<[object, string]>([
  [{ coordinates: ['Person.addressSecret'] }, 'Person.addressSecret: the catalogue has no such attribute'],
  [
    { coordinates: ['Person.sex'], condition: comparing('Person.municpality', ['0001000']) },
    'Person.sex: there is no Person.municpality: did you mean Person.municipality?',
  ],
  [
    { coordinates: ['Person.sex'], condition: comparing('Person.addressSecret', [0]) },
    'Person.sex: Person.addressSecret is of the type Boolean: compare it with true and false, not with 0',
  ],
  [
    { coordinates: ['Person.sex'], condition: comparing('Person.residence', ['x']) },
    'Person.residence is no value that could be compared',
  ],
  [
    { coordinates: ['Institution.legalName'], condition: comparing('Person.municipality', ['0001000']) },
    'Institution.legalName: no Person is ever around it',
  ],
  [
    { coordinates: ['Query.persons'], condition: comparing('Person.givenName', ['Anna']) },
    'Query.persons: its rows cannot be chosen by Person.givenName',
  ],
  [
    { coordinates: ['Person.dateOfBirth'], obligations: [{ kind: 'mask', keep: 2 }] },
    'on it fits generalise to year, generalise to month',
  ],
  [
    { coordinates: ['Person.sex'], obligations: [{ kind: 'generalise', to: 'year' }] },
    'generalise to year can be done on dates, and this is of the type Sex',
  ],
  [
    { coordinates: ['Person.givenName'], obligations: [{ kind: 'generalise', to: 'municipality' }] },
    'generalise to municipality can be done on texts of Address',
  ],
  [
    { coordinates: ['Query.person'], obligations: [{ kind: 'maxRows', rows: 5 }] },
    'maxRows can be done on searches and lists of rows',
  ],
])('a draft with the line %j is refused with the reason', async ([line, reason]) => {
  const drafting = 'mutation ($terms: AgreementDraft!) { draftAgreement(terms: $terms) { permission } }'
  expect(
    await stewardship.refused('riga', drafting, { terms: plainDraft([], { grants: [line] }) }),
  ).toContain(reason)
})
