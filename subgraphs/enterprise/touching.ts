import type { TouchingTables } from '../touched.ts'

const existence = ['registration_number', 'ended_at']
const entitiesLedBy = { table: 'officer', from: 'officer_registration_number', to: 'registration_number' }
const entitiesOwnedBy = { table: 'member', from: 'member_registration_number', to: 'registration_number' }
const officersOf = { table: 'officer', from: 'registration_number', to: 'person_code' }

/** Which legal entities and people a row of the register says something of. */
export const enterpriseTouching: TouchingTables = {
  legal_entity: {
    makes: 'LegalEntity',
    existence,
    touches: [
      { type: 'LegalEntity', column: 'registration_number' },
      // Links lead to what is there.
      { type: 'LegalEntity', column: 'registration_number', through: [entitiesLedBy], only: existence },
      { type: 'LegalEntity', column: 'registration_number', through: [entitiesOwnedBy], only: existence },
      { type: 'Person', column: 'registration_number', through: [officersOf], only: existence },
    ],
  },
  officer: {
    touches: [
      { type: 'LegalEntity', column: 'registration_number' },
      { type: 'Person', column: 'person_code' },
    ],
  },
  member: { touches: [{ type: 'LegalEntity', column: 'registration_number' }] },
  beneficial_owner: { touches: [{ type: 'LegalEntity', column: 'registration_number' }] },
  former_name: { touches: [{ type: 'LegalEntity', column: 'registration_number' }] },
}
