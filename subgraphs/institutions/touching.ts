import type { TouchingTables } from '../touched.ts'

const existence = ['registration_number', 'ended_at']
const subordinates = { table: 'institution', from: 'higher_authority_number', to: 'registration_number' }

/** Which institutions a row of the list says something of. */
export const institutionsTouching: TouchingTables = {
  institution: {
    makes: 'Institution',
    existence,
    touches: [
      { type: 'Institution', column: 'registration_number' },
      { type: 'Institution', column: 'higher_authority_number' },
      { type: 'Institution', column: 'registration_number', through: [subordinates], only: existence },
    ],
  },
}
