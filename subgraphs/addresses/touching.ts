import type { TouchingTables } from '../touched.ts'

/** Names of what lies above are part of an address. */
const below = { table: 'address', from: 'parent_code', to: 'code', repeats: true } as const
const existence = ['code', 'ended_at']

/** Which addresses a row of the register says something of. */
export const addressesTouching: TouchingTables = {
  address: {
    makes: 'Address',
    existence,
    touches: [
      { type: 'Address', column: 'code' },
      { type: 'Address', column: 'parent_code' },
      {
        type: 'Address',
        column: 'code',
        through: [below],
        only: [...existence, 'parent_code', 'name', 'type_code'],
      },
    ],
  },
}
