import type { Day } from './calendar.ts'
import { isoDate, yearOf } from './calendar.ts'
import { companyName } from './company-names.ts'
import type { Country } from './country.ts'
import { enterpriseAt, heldCode } from './enterprise.ts'
import { maskedCode } from './identifiers.ts'
import { enterprisesPerBlock } from './measures.ts'
import { drawFamilyName, drawGivenName } from './names.ts'
import type { Person } from './person.ts'
import type { Draw } from './random.ts'

/** Who holds an office or a share, as the register of enterprises writes it. */
export interface Holder {
  entityType: 'NATURAL_PERSON' | 'LEGAL_ENTITY' | 'FOREIGN_ENTITY'
  name: string | null
  forename: string | null
  surname: string | null
  personCode: string | null
  maskedCode: string | null
  /** Year and month, of people without a Latvian code. */
  birthDate: string | null
  registrationNumber: string | null
}

const nobody: Holder = {
  entityType: 'NATURAL_PERSON',
  name: null,
  forename: null,
  surname: null,
  personCode: null,
  maskedCode: null,
  birthDate: null,
  registrationNumber: null,
}

/** A person; for one in twenty the register holds the masked code only, as its open data does. */
export function personHolder(draw: Draw, person: Person, always: boolean): Holder {
  const code = heldCode(draw, person)
  return {
    ...nobody,
    ...named(person.givenName, person.familyName),
    personCode: always || !draw.chance(0.05) ? code : null,
    maskedCode: maskedCode(code),
  }
}

/** A foreigner without a Latvian personal code. */
export function foreignPerson(draw: Draw, born: Day): Holder {
  const sex = draw.chance(0.6) ? 'MALE' : 'FEMALE'
  const forename = drawGivenName(draw, 'FOREIGN', sex, yearOf(born))
  const surname = drawFamilyName(draw, 'FOREIGN')[sex]
  return { ...nobody, ...named(forename, surname), birthDate: isoDate(born).slice(0, 7) }
}

export function foreignEntity(draw: Draw): Holder {
  const form = draw.pick(['OÜ', 'UAB', 'GmbH', 'Ltd', 'AB', 'Sp. z o.o.'])
  return { ...nobody, entityType: 'FOREIGN_ENTITY', name: `${companyName(draw.below(5000))} ${form}` }
}

/** Another legal entity of the register. */
export function entityHolder(country: Country, draw: Draw, notIndex: number): Holder {
  const total = country.blocks * enterprisesPerBlock
  const index = (notIndex + 1 + draw.below(total - 1)) % total
  const { name, registrationNumber } = enterpriseAt(country, index)
  return { ...nobody, entityType: 'LEGAL_ENTITY', name: name.whole, registrationNumber }
}

function named(forename: string, surname: string): Pick<Holder, 'name' | 'forename' | 'surname'> {
  return { name: `${surname} ${forename}`, forename, surname }
}
