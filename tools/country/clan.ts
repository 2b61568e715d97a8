import type { Day } from './calendar.ts'
import { addYears, ageOn, dayOf, newCodesFrom, today, yearOf } from './calendar.ts'
import type { Country } from './country.ts'
import { houseMembers } from './households.ts'
import { legacyPersonalCode, legacySerials, newPersonalCode } from './identifiers.ts'
import type { Kin, Union } from './kin.ts'
import { growKin } from './kin.ts'
import { clanSize, dwellingsPerBlock, streams } from './measures.ts'
import { drawFamilyName, drawGivenName } from './names.ts'
import type { Clan, FormerName, Unfinished } from './person.ts'
import { isAdult } from './person.ts'
import type { Draw } from './random.ts'

/** Makes the people of a clan: a pure function of the country's seed and size, and the clan's number. */
export function growClan(country: Country, index: number): Clan {
  const first = index * clanSize
  const kin = growKin(country.draw(streams.kin, index), Math.min(clanSize, country.people - first))
  const draw = country.draw(streams.clan, index)
  const persons = new Map<Kin, Unfinished>()
  kin.forEach((each, position) => persons.set(each, name(draw, each, first + position, index, persons)))
  const people = [...persons.values()]
  for (const person of people) relate(person, persons)
  for (const person of people) person.died = dayOfDeath(draw, person)
  if (!people.some((person) => person.died === null && isAdult(person)) && people[0]) people[0].died = null
  for (const person of people) marryAndRename(draw, person, persons)
  for (const person of people) giveCodes(country, draw, person)
  const households = houseMembers(draw, people, dwellingsPerBlock)
  const adults = people.filter((person) => isAdult(person) && person.household !== null)
  return { index, people, adults, households }
}

function name(
  draw: Draw,
  kin: Kin,
  index: number,
  clan: number,
  known: ReadonlyMap<Kin, Unfinished>,
): Unfinished {
  const parent = kin.father ?? kin.mother
  const surname = (parent && known.get(parent)?.surname) ?? drawFamilyName(draw, kin.tradition)
  const givenName = drawGivenName(draw, kin.tradition, kin.sex, yearOf(kin.born))
  const { sex, born, tradition } = kin
  const familyName = surname[sex]
  const identity = {
    index,
    clan,
    code: '',
    legacyCode: false,
    earlierCode: null,
    kin,
    surname,
    sex,
    born,
    tradition,
  }
  const names = { givenName, familyName, birthName: familyName, formerNames: [] }
  const relations = { mother: null, father: null, children: [], spouse: null, guardian: null }
  return { ...identity, ...names, ...relations, died: null, household: null, abroad: null }
}

function relate(person: Unfinished, persons: ReadonlyMap<Kin, Unfinished>): void {
  const found = (kin: Kin | null): Unfinished | null => (kin && persons.get(kin)) ?? null
  const { mother, father, children, union } = person.kin
  person.mother = found(mother)
  person.father = found(father)
  person.children = children.flatMap((child) => found(child) ?? [])
  if (union && isMarried(union)) person.spouse = found(person.sex === 'MALE' ? union.wife : union.husband)
}

function isMarried(union: Union): boolean {
  return union.marriedOn !== null && union.endedOn === null
}

/** Chance of having died by an age. */
const mortality: readonly [age: number, chance: number][] = [
  [30, 0.004],
  [45, 0.015],
  [60, 0.05],
  [70, 0.13],
  [78, 0.26],
  [84, 0.45],
  [200, 0.7],
]

function dayOfDeath(draw: Draw, person: Unfinished): Day | null {
  const age = ageOn(person.born, today)
  const [, chance = 0] = mortality.find(([limit]) => age <= limit) ?? []
  if (!draw.chance(chance)) return null
  const { children, kin } = person
  const events = [kin.union?.marriedOn ?? 0, kin.union?.endedOn ?? 0, ...children.map((child) => child.born)]
  const earliest = Math.max(dayOf(1993, 1, 1), person.born + 20, ...events) + 1
  // The later of two draws: most who have died did so at an age.
  return earliest >= today
    ? null
    : Math.max(draw.between(earliest, today - 1), draw.between(earliest, today - 1))
}

/** Most wives take their husband's family name; some go back to their own after a divorce. A few people change names. */
function marryAndRename(draw: Draw, person: Unfinished, persons: ReadonlyMap<Kin, Unfinished>): void {
  const former: FormerName[] = []
  const change = (names: { givenName?: string; familyName?: string }, on: Day): void => {
    const { givenName, familyName } = person
    const from = former.at(-1)?.to
    former.push({ givenName, familyName, from: from === undefined ? person.born : from + 1, to: on - 1 })
    Object.assign(person, names)
  }
  const { union } = person.kin
  const husbandName =
    union && person.sex === 'FEMALE' ? persons.get(union.husband)?.surname.FEMALE : undefined
  if (union?.marriedOn != null && husbandName && husbandName !== person.familyName && draw.chance(0.85)) {
    change({ familyName: husbandName }, union.marriedOn)
    if (union.endedOn !== null && draw.chance(0.3)) change({ familyName: person.birthName }, union.endedOn)
  }
  const on = Math.max(addYears(person.born, 20), former.at(-1)?.to ?? 0) + draw.between(100, 4000)
  if (draw.chance(0.006) && on < (person.died ?? today)) {
    const givenName = drawGivenName(draw, person.tradition, person.sex, yearOf(person.born))
    if (givenName !== person.givenName) change({ givenName }, on)
  }
  person.formerNames = former
}

/** Most codes are of the range 39; a few people keep one of the old form, and a few have changed it. */
function giveCodes(country: Country, draw: Draw, person: Unfinished): void {
  const code = newPersonalCode(country.codes.to(person.index))
  person.code = code
  const step = Math.max(100, Math.ceil(country.people / legacySerials))
  if (person.index % step !== step >> 1 || !isAdult(person)) return
  const serial = Math.floor(person.index / step)
  const legacy = legacyPersonalCode(person.born, serial)
  const end = person.died ?? today
  if (serial % 2 === 0 || end <= newCodesFrom + 2) {
    person.code = legacy
    person.legacyCode = true
  } else {
    person.earlierCode = { code: legacy, changedOn: draw.between(newCodesFrom, end - 1) }
  }
}
