import { addYears, ageOn, today } from './calendar.ts'
import type { Person, Unfinished } from './person.ts'
import { isAdult } from './person.ts'
import type { Draw } from './random.ts'
import { Weighted } from './random.ts'

const emigration = new Weighted(
  ['GB', 'DE', 'IE', 'NO', 'SE', 'US', 'EE', 'ES'],
  (_country, rank) => 1 / (rank + 1),
)

/**
 * Lets the living move in: couples together, minors with a parent or a guardian, many of the young with their parents.
 * Some adults live abroad, and their children with them. Where dwellings run out, households share one.
 * @returns who lives in each household.
 */
export function houseMembers(draw: Draw, people: readonly Unfinished[], dwellings: number): Person[][] {
  const households: Person[][] = []

  const moveIn = (person: Unfinished, household: number): void => {
    person.household = household
    ;(households[household] ??= []).push(person)
  }
  const moveWith = (person: Unfinished, host: Person): void => {
    person.abroad = host.abroad
    if (host.household !== null) moveIn(person, host.household)
  }
  const moveOut = (person: Unfinished): void => {
    moveIn(person, households.length < dwellings ? households.length : draw.below(dwellings))
  }

  const living = people.filter((person) => person.died === null)
  const adults = living.filter(isAdult)
  adults.forEach((person, nth) => {
    const partner = partnerOf(person, people)
    const parent = [person.mother, person.father].find((each) => each && isSettled(each))
    // The first stays in the country, so that somebody does.
    const leaves = nth > 0 && ageOn(person.born, today) < 65 && draw.chance(0.03)
    const staysHome = draw.chance(ageOn(person.born, today) < 26 ? 0.6 : 0.08)
    if (partner && isSettled(partner)) moveWith(person, partner)
    else if (leaves) person.abroad = emigration.pick(draw)
    else if (parent?.household != null && !partner && staysHome) moveWith(person, parent)
    else moveOut(person)
  })

  const hosts = adults.filter((person) => person.household !== null)
  for (const minor of living.filter((person) => !isAdult(person))) {
    const parents = [minor.mother, minor.father].filter((each) => each !== null && each.died === null)
    const parent = parents.find((each) => each?.household != null) ?? parents[0]
    // Orphans are in somebody else's custody, and a few others are.
    if (!parent || draw.chance(0.006)) minor.guardian = guardianOf(minor, hosts)
    const host = minor.guardian ?? parent
    if (host) moveWith(minor, host)
  }
  return households
}

/** An adult who is no parent of theirs; none in a clan that has no other. */
function guardianOf(minor: Unfinished, hosts: readonly Person[]): Person | null {
  const others = hosts.filter((host) => host !== minor.mother && host !== minor.father)
  return others.find((host) => addYears(host.born, 16) < minor.born) ?? others[0] ?? null
}

function isSettled(person: Person): boolean {
  return person.died === null && (person.household !== null || person.abroad !== null)
}

/** The living other half of a couple that has not parted, married or not. */
function partnerOf(person: Unfinished, people: readonly Unfinished[]): Person | null {
  const { union } = person.kin
  if (!union || union.endedOn !== null) return null
  const other = union.husband === person.kin ? union.wife : union.husband
  return people.find((each) => each.kin === other && each.died === null) ?? null
}
