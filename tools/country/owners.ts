import type { Day } from './calendar.ts'
import { addYears, dayOf, today } from './calendar.ts'
import type { Country } from './country.ts'
import { enterpriseNumber, heldCode } from './enterprise.ts'
import type { Property } from './estate-objects.ts'
import type { PropertyUse } from './land-facts.ts'
import { enterprisesPerBlock, streams } from './measures.ts'
import type { Person } from './person.ts'
import { isAdult } from './person.ts'
import type { Draw } from './random.ts'
import { Weighted } from './random.ts'
import { residentOf } from './resident.ts'

export interface Owner {
  status: 'Īpašnieks' | 'Tiesiskais valdītājs'
  personStatus: 'fiziska persona' | 'juridiska persona' | 'valsts' | 'pašvaldība'
  personCode: string | null
  registrationNumber: string | null
  share: readonly [numerator: number, denominator: number]
  since: Day
}

type Who = 'HOUSEHOLD' | 'HEIRS' | 'NEIGHBOUR' | 'ANYBODY' | 'UNKNOWN' | 'COMPANY' | 'MUNICIPALITY' | 'STATE'

const dwellingOwners: readonly (readonly [Who, number])[] = [
  ['HOUSEHOLD', 70],
  ['HEIRS', 9],
  ['ANYBODY', 10],
  ['COMPANY', 4],
  ['MUNICIPALITY', 6],
  ['UNKNOWN', 1],
]

const landOwners: readonly (readonly [Who, number])[] = [
  ['NEIGHBOUR', 70],
  ['ANYBODY', 14],
  ['COMPANY', 9],
  ['STATE', 7],
]

const ownersByUse: Record<PropertyUse, readonly (readonly [Who, number])[]> = {
  HOUSE: dwellingOwners,
  FARM: dwellingOwners,
  FLAT: dwellingOwners,
  BUILDINGS_ONLY: dwellingOwners,
  LEASED_LAND: [['MUNICIPALITY', 1]],
  OFFICE: [
    ['COMPANY', 8],
    ['MUNICIPALITY', 1],
    ['ANYBODY', 1],
  ],
  PUBLIC: [
    ['MUNICIPALITY', 4],
    ['STATE', 1],
  ],
  PLOT: landOwners,
  FIELD: landOwners,
  FOREST: landOwners,
}

const choices = new Map(
  Object.entries(ownersByUse).map(([use, owners]) => [use, new Weighted(owners, ([, weight]) => weight)]),
)

/** Who owns a property; the shares add up to one. */
export function ownersOf(country: Country, property: Property): Owner[] {
  const draw = country.draw(streams.holding, -1 - property.index)
  // The demonstration's resident owns the open land of the first block.
  if (property.block === 0 && property.dwelling === null && property.addressCode === null) {
    return shared(draw, [residentOf(country)])
  }
  const who = choices.get(property.use)?.pick(draw)[0] ?? 'STATE'
  if (who === 'HOUSEHOLD' || who === 'HEIRS') return dwellers(country, draw, property, who)
  if (who === 'NEIGHBOUR') {
    const { clan } = country.householdAt({ block: property.block, slot: draw.below(7) })
    return shared(draw, [draw.pick(country.clan(clan).adults)])
  }
  return other(country, draw, property.block, who)
}

function other(country: Country, draw: Draw, block: number, who: Who): Owner[] {
  if (who === 'ANYBODY') {
    const adults = country.clan(country.otherBlock(draw, block)).adults
    return shared(draw, [draw.pick(adults)])
  }
  const since = draw.between(dayOf(1995, 1, 1), today - 1)
  const owner = {
    status: 'Īpašnieks',
    personCode: null,
    registrationNumber: null,
    share: [1, 1],
    since,
  } as const
  if (who === 'COMPANY') {
    const index = draw.below(country.blocks * enterprisesPerBlock)
    const registrationNumber = enterpriseNumber(country, index)
    return [{ ...owner, personStatus: 'juridiska persona', registrationNumber }]
  }
  // The cadastre does not say who: the owner has no Latvian code.
  if (who === 'UNKNOWN') return [{ ...owner, personStatus: 'fiziska persona' }]
  return [{ ...owner, personStatus: who === 'STATE' ? 'valsts' : 'pašvaldība' }]
}

/** Those who live there: one of them, a couple by halves, or the heirs of the eldest. */
function dwellers(country: Country, draw: Draw, property: Property, who: 'HOUSEHOLD' | 'HEIRS'): Owner[] {
  const home = property.dwelling && country.householdAt(property.dwelling)
  const residents = home ? (country.clan(home.clan).households[home.household] ?? []) : []
  const [head] = residents.filter(isAdult).toSorted((one, another) => one.born - another.born)
  if (!head)
    return other(country, draw, property.block, draw.pick(['ANYBODY', 'ANYBODY', 'COMPANY', 'MUNICIPALITY']))
  const couple =
    head.spouse?.died === null && head.spouse.household === head.household ? [head, head.spouse] : [head]
  if (who === 'HOUSEHOLD') return shared(draw, draw.chance(0.75) ? couple : [head])
  const heirs = head.children.filter((child) => child.died === null)
  return shared(draw, heirs.length > 0 ? [head, ...heirs] : couple)
}

/** Equal shares; where an elder owns together with heirs, half of it is the elder's. */
function shared(draw: Draw, owners: readonly Person[]): Owner[] {
  const [elder] = owners
  const heirs = owners.length - 1
  const unequal = heirs > 1 && draw.chance(0.6)
  const status = draw.chance(0.04) ? 'Tiesiskais valdītājs' : 'Īpašnieks'
  const inherits = owners.some((owner) => !isAdult(owner))
  const youngest = Math.max(...owners.map((owner) => (inherits ? owner.born : addYears(owner.born, 18))))
  const since = draw.between(Math.max(dayOf(1993, 1, 1), youngest), today - 1)
  return owners.map((person): Owner => {
    const parts = !unequal ? owners.length : person === elder ? 2 : 2 * heirs
    const owner = { status, personStatus: 'fiziska persona', registrationNumber: null, since } as const
    return { ...owner, personCode: heldCode(draw, person), share: [1, parts] }
  })
}
