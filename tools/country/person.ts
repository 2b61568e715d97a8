import type { Day } from './calendar.ts'
import { addYears, today } from './calendar.ts'
import type { Kin } from './kin.ts'
import type { FamilyName, Sex, Tradition } from './names.ts'

export interface FormerName {
  givenName: string
  familyName: string
  from: Day
  to: Day
}

export interface Person {
  /** Ordinal in the country. */
  index: number
  clan: number
  /** Personal code in force. */
  code: string
  /** The code of the old form is in force. */
  legacyCode: boolean
  /** The code of the old form that was changed, and when. */
  earlierCode: { code: string; changedOn: Day } | null
  sex: Sex
  tradition: Tradition
  givenName: string
  familyName: string
  birthName: string
  formerNames: readonly FormerName[]
  born: Day
  died: Day | null
  mother: Person | null
  father: Person | null
  children: readonly Person[]
  /** Wife or husband, also one who has died. */
  spouse: Person | null
  guardian: Person | null
  /** Number of the household in the clan; none for the dead and those abroad. */
  household: number | null
  /** Country of those who live abroad. */
  abroad: string | null
}

export interface Clan {
  index: number
  people: readonly Person[]
  /** Living adults in Latvia: never empty. */
  adults: readonly Person[]
  households: readonly (readonly Person[])[]
}

/** A person while the clan is being made. */
export type Unfinished = { -readonly [Key in keyof Person]: Person[Key] } & { kin: Kin; surname: FamilyName }

export function isAdult(person: Pick<Person, 'born'>): boolean {
  return addYears(person.born, 18) <= today
}
