import type { Day } from './calendar.ts'
import type { Country } from './country.ts'
import type { Enterprise } from './enterprise.ts'
import type { Holder } from './holders.ts'
import { entityHolder, foreignPerson, personHolder } from './holders.ts'
import type { LegalForm } from './legal-forms.ts'
import type { Draw } from './random.ts'

export interface Office {
  holder: Holder
  position: string
  body: string | null
  representation: string
  atLeast: number | null
  since: Day
}

/** Positions that founders take, in their order; the last serves for all that follow. */
const positions: Record<LegalForm['lead'], readonly (readonly [position: string, body: string | null])[]> = {
  BOARD: [
    ['CHAIR_OF_BOARD', 'EXECUTIVE_BOARD'],
    ['BOARD_MEMBER', 'EXECUTIVE_BOARD'],
  ],
  BOARD_AND_COUNCIL: [
    ['CHAIR_OF_BOARD', 'EXECUTIVE_BOARD'],
    ['CHAIR_OF_SUPERVISORY_BOARD', 'SUPERVISORY_BOARD'],
    ['BOARD_MEMBER', 'EXECUTIVE_BOARD'],
    ['DEPUTY_CHAIR_OF_SUPERVISORY_BOARD', 'SUPERVISORY_BOARD'],
    ['SUPERVISORY_BOARD_MEMBER', 'SUPERVISORY_BOARD'],
  ],
  OWNER: [['OWNER', null]],
  MANAGER: [['MANAGER', null]],
  BRANCH: [['BRANCH_REPRESENTATIVE', null]],
}

/** The officers of a legal entity: its founders; a liquidator instead where it was liquidated. */
export function officesOf(country: Country, enterprise: Enterprise, draw: Draw): Office[] {
  const { form, founders, closed, registeredOn, terminatedOn, index } = enterprise
  if (closed === 'L' && terminatedOn !== null && draw.chance(0.6)) {
    const holder = draw.chance(0.2)
      ? entityHolder(country, draw, index)
      : founders.slice(0, 1).map((founder) => personHolder(draw, founder, false))[0]
    const office = { position: 'LIQUIDATOR', body: null, representation: 'INDIVIDUALLY', atLeast: null }
    return holder ? [{ holder, ...office, since: draw.between(registeredOn, terminatedOn) }] : []
  }
  const single = form.lead === 'BOARD' && founders.length === 1
  return founders.map((founder, nth): Office => {
    const foreign = index !== 0 && draw.chance(0.03)
    const holder = foreign ? foreignPerson(draw, founder.born) : personHolder(draw, founder, index === 0)
    const chairs = positions[form.lead]
    const [position, body] = (single ? chairs.at(-1) : (chairs[nth] ?? chairs.at(-1))) ?? [
      'BOARD_MEMBER',
      null,
    ]
    const supervises = body === 'SUPERVISORY_BOARD'
    const [representation, atLeast] = supervises
      ? (['NO_RIGHT', null] as const)
      : right(draw, founders.length)
    return { holder, position, body, representation, atLeast, since: registeredOn }
  })
}

function right(draw: Draw, officers: number): readonly [representation: string, atLeast: number | null] {
  if (officers === 1 || draw.chance(0.7)) return ['INDIVIDUALLY', null]
  return officers > 2 && draw.chance(0.4) ? ['WITH_AT_LEAST', 2] : ['WITH_ALL', null]
}
