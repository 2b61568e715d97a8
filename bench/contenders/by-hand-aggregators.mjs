const entities = (selection) =>
  `query ($wanted: [_Any!]!) { found: _entities(representations: $wanted) { ${selection} } }`

/** By the name of the workload: from the request's variables to `data`. `ask` asks one subgraph. */
export const aggregators = {
  async person({ code }, ask) {
    const { person } = await ask(
      'population',
      'query ($code: String!) { person(personalCode: $code) { id codes personalCode earlierPersonalCodes givenName familyName birthName dateOfBirth placeOfBirth sex citizenship residency residence { country since } documents { kind number issuedOn issuer expiresOn status } } }',
      { code },
    )
    if (person === null) return { person }
    const { id, codes, ...own } = person
    const held = await ask('cadastre', propertiesOfPeople, { wanted: [{ __typename: 'Person', id, codes }] })
    return { person: { ...own, properties: held.found[0].properties } }
  },

  async join({ number }, ask) {
    const { legalEntity } = await ask('enterprise', enterpriseQuery, { number })
    if (legalEntity === null) return { legalEntity }
    const linked = legalEntity.officers.map(({ person }) => person?.id).filter((id) => id !== undefined)
    const people = await byKey('population', 'Person', new Set(linked), officerFields, ask)
    const wanted = [...people].map(([id, { codes }]) => ({ __typename: 'Person', id, codes }))
    const held = wanted.length > 0 ? await ask('cadastre', propertiesWithAddress, { wanted }) : { found: [] }
    const codes = new Set(
      held.found.flatMap(({ properties }) => properties.map(({ address }) => address?.id)).filter(Boolean),
    )
    const addresses = await byKey('addresses', 'Address', codes, 'fullAddress postCode', ask)
    const propertiesOf = new Map(wanted.map(({ id }, place) => [id, held.found[place].properties]))
    const officers = legalEntity.officers.map(({ person, ...office }) => {
      if (person === null) return { ...office, person }
      const { givenName, familyName } = people.get(person.id)
      const properties = propertiesOf
        .get(person.id)
        .map(({ address, ...property }) => ({ ...property, address: address && addresses.get(address.id) }))
      return { ...office, person: { givenName, familyName, properties } }
    })
    return { legalEntity: { ...legalEntity, officers } }
  },

  async list({ municipality }, ask) {
    const { persons } = await ask('population', personsQuery, { municipality })
    const wanted = persons.edges.map(({ node: { id, codes } }) => ({ __typename: 'Person', id, codes }))
    const { found: held } = await ask('cadastre', cadastralNumbers, { wanted })
    const edges = persons.edges.map(({ node: { givenName, familyName, dateOfBirth } }, place) => ({
      node: { givenName, familyName, dateOfBirth, properties: held[place].properties },
    }))
    return { persons: { edges, pageInfo: persons.pageInfo } }
  },
}

async function byKey(subgraph, type, ids, fields, ask) {
  const wanted = [...ids].map((id) => ({ __typename: type, id }))
  if (wanted.length === 0) return new Map()
  const { found } = await ask(subgraph, entities(`... on ${type} { ${fields} }`), { wanted })
  return new Map(wanted.map(({ id }, place) => [id, found[place]]))
}

const officerFields = 'codes givenName familyName'
const propertiesOfPeople = entities(
  '... on Person { properties { cadastralNumber name kind landbookFolio parcelArea valuation { fiscal fiscalOn universal universalOn } parcels { cadastralNumber status area } } }',
)
const propertiesWithAddress = entities(
  '... on Person { properties { cadastralNumber kind parcelArea address { id } } }',
)
const cadastralNumbers = entities('... on Person { properties { cadastralNumber } }')
const enterpriseQuery =
  'query ($number: String!) { legalEntity(registrationNumber: $number) { registrationNumber legalName status registeredOn officers { position governingBody registeredOn person { id } } } }'
const personsQuery =
  'query ($municipality: String!) { persons(municipality: $municipality, first: 100) { edges { node { id codes givenName familyName dateOfBirth } } pageInfo { hasNextPage } } }'
