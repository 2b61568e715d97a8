import type { Day } from './calendar.ts'
import { addYears, ageOn, dayOf, today } from './calendar.ts'
import { civilStatus } from './civil-status.ts'
import type { Country } from './country.ts'
import { streams } from './measures.ts'
import type { Person } from './person.ts'
import type { Draw } from './random.ts'

export interface IdentityDocument {
  kind: string
  /** Begins with `SYN`, as no real number does. */
  number: string
  issuedOn: Day
  issuer: string
  expiresOn: Day
  status: 'VALID' | 'EXPIRED' | 'INVALID'
}

const kinds = {
  PASSPORT: { letter: 'P', since: dayOf(2007, 11, 20), chance: 0.68 },
  IDENTITY_CARD: { letter: 'C', since: dayOf(2012, 4, 1), chance: 0.8 },
  RESIDENCE_PERMIT: { letter: 'R', since: dayOf(2012, 4, 1), chance: 0.95 },
} as const

/** Passports and cards of citizens and non-citizens, permits of foreigners; sometimes the one before, too. */
export function documentsOf(country: Country, person: Person): IdentityDocument[] {
  const draw = country.draw(streams.person, ~person.index)
  const status = civilStatus(country, person).residency
  const own = status === 'CITIZEN' || status === 'NON_CITIZEN'
  const documents: IdentityDocument[] = []
  for (const kind of own ? (['PASSPORT', 'IDENTITY_CARD'] as const) : (['RESIDENCE_PERMIT'] as const)) {
    const { since, chance } = kinds[kind]
    const earliest = Math.max(person.born + 30, since)
    const latest = (person.died ?? today) - 1
    if (earliest >= latest || !draw.chance(chance)) continue
    const issuedOn = draw.between(Math.max(earliest, latest - 11 * 365), latest)
    documents.push(document(draw, person, kind, issuedOn, documents.length))
    const before = issuedOn - draw.between(2, 10) * 365
    if (before > earliest && draw.chance(0.25))
      documents.push(document(draw, person, kind, before, documents.length, issuedOn))
  }
  return documents
}

function document(
  draw: Draw,
  person: Person,
  kind: keyof typeof kinds,
  issuedOn: Day,
  nth: number,
  replacedOn: Day | null = null,
): IdentityDocument {
  const age = ageOn(person.born, issuedOn)
  const expiresOn = addYears(issuedOn, kind === 'RESIDENCE_PERMIT' ? 5 : age < 5 ? 2 : age < 20 ? 5 : 10)
  const withdrawn =
    person.died !== null || (replacedOn !== null && replacedOn < expiresOn) || draw.chance(0.02)
  const status = withdrawn ? 'INVALID' : expiresOn < today ? 'EXPIRED' : 'VALID'
  const number = `SYN${kinds[kind].letter}${String(person.index).padStart(7, '0')}${nth}`
  const issuer = `Pilsonības un migrācijas lietu pārvaldes ${draw.between(1, 28)}. nodaļa`
  return { kind, number, issuedOn, issuer, expiresOn, status }
}
