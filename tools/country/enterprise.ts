import type { Day } from './calendar.ts'
import { addYears, independence, today } from './calendar.ts'
import { companyName } from './company-names.ts'
import type { Country } from './country.ts'
import { legalEntityPrefix, registrationNumber } from './identifiers.ts'
import type { LegalForm } from './legal-forms.ts'
import { legalForms } from './legal-forms.ts'
import { enterprisesPerBlock, streams } from './measures.ts'
import type { Person } from './person.ts'
import type { Draw } from './random.ts'
import { residentOf } from './resident.ts'

export interface Enterprise {
  index: number
  registrationNumber: string
  form: LegalForm
  name: LegalName
  formerName: { name: LegalName; dateTo: Day } | null
  /** Who set it up: they lead it and own it. Never none. */
  founders: readonly Person[]
  registeredOn: Day
  terminatedOn: Day | null
  /** Liquidated or reorganised. */
  closed: 'L' | 'R' | null
}

export interface LegalName {
  before: string | null
  quoted: string
  whole: string
}

/** A legal entity: a pure function of the country and its ordinal. */
export function enterpriseAt(country: Country, index: number): Enterprise {
  const draw = country.draw(streams.enterprise, index)
  const resident = index === 0
  const form = resident ? limitedCompany(draw) : legalForms.pick(draw)
  const founders = foundersOf(country, draw, index, form)
  const ofAge = Math.max(independence, ...founders.map((founder) => addYears(founder.born, 18)))
  const registeredOn = Math.min(today - 1, draw.between(ofAge, today - 30))
  const terminated = !resident && draw.chance(0.33) && registeredOn + 300 < today
  const name = (ordinal: number): LegalName => legalName(draw, form, ordinal)
  const ordinal = country.enterprises.to(index)
  const renamedOn = draw.between(registeredOn + 100, today - 1)
  const renamed = mayHaveFormerName(country, index) && renamedOn > registeredOn + 100
  return {
    index,
    registrationNumber: enterpriseNumber(country, index),
    form,
    name: name(ordinal),
    formerName: renamed
      ? { name: name(ordinal + country.blocks * enterprisesPerBlock), dateTo: renamedOn }
      : null,
    founders,
    registeredOn,
    terminatedOn: terminated
      ? draw.between(Math.max(registeredOn + 200, renamed ? renamedOn + 1 : 0), today - 1)
      : null,
    closed: terminated ? (draw.chance(0.05) ? 'R' : 'L') : null,
  }
}

/** Tells most of those that have kept their name, at no cost. */
export function mayHaveFormerName(country: Country, index: number): boolean {
  return country.draw(streams.renaming, index).chance(0.13)
}

/** The registration number alone. */
export function enterpriseNumber(country: Country, index: number): string {
  return registrationNumber(legalEntityPrefix, country.registrations.to(index))
}

/** The code under which a registry holds a person: sometimes still the one that they have changed. */
export function heldCode(draw: Draw, person: Person): string {
  return person.earlierCode && draw.chance(0.5) ? person.earlierCode.code : person.code
}

function limitedCompany(draw: Draw): LegalForm {
  for (;;) {
    const form = legalForms.pick(draw)
    if (form.code === 'SIA') return form
  }
}

function foundersOf(country: Country, draw: Draw, index: number, form: LegalForm): Person[] {
  const home = Math.floor(index / enterprisesPerBlock)
  const adults = (clan: number): readonly Person[] => country.clan(clan).adults
  const first =
    index === 0
      ? residentOf(country)
      : draw.pick(adults(draw.chance(0.7) ? home : country.otherBlock(draw, home)))
  const founders = [first]
  const more =
    form.lead === 'OWNER' || form.lead === 'BRANCH'
      ? 0
      : draw.below(form.lead === 'BOARD_AND_COUNCIL' ? 5 : 3)
  for (let nth = 0; nth < more; nth++) {
    const partner = first.spouse
    const other =
      partner?.household != null && draw.chance(0.4)
        ? partner
        : draw.pick(adults(country.otherBlock(draw, home)))
    if (!founders.includes(other)) founders.push(other)
  }
  return founders
}

function legalName(draw: Draw, form: LegalForm, ordinal: number): LegalName {
  const quoted = companyName(ordinal)
  const before = form.code === 'SIA' && draw.chance(0.4) ? form.label : form.prefix
  // Some names are registered without quotes; those have no parts.
  return draw.chance(0.04)
    ? { before: null, quoted: `${form.prefix} ${quoted}`, whole: `${form.prefix} ${quoted}` }
    : { before, quoted, whole: `${before} "${quoted}"` }
}
