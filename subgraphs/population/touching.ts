import type { Touch, TouchingTables } from '../touched.ts'

const codesOfPerson = { table: 'personal_code', from: 'person_code', to: 'code' }

/** A person, under every code by which others may refer to them. */
function personUnder(column: string): Touch[] {
  return [
    { type: 'Person', column },
    { type: 'Person', column, through: [codesOfPerson] },
  ]
}

/** Which people a row of the register says something of. */
export const populationTouching: TouchingTables = {
  person: { makes: 'Person', existence: ['code', 'ended_at'], touches: personUnder('code') },
  personal_code: {
    makes: 'Person',
    existence: ['code', 'person_code'],
    touches: [{ type: 'Person', column: 'code' }, ...personUnder('person_code')],
  },
  person_name: { touches: personUnder('person_code') },
  residence: { touches: personUnder('person_code') },
  family_relation: { touches: personUnder('person_code') },
  identity_document: { touches: personUnder('person_code') },
}
