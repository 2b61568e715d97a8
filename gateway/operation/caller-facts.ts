import { parse, print, validate } from 'graphql'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import type { Bindings } from '#policies/condition.ts'
import { isJson } from './json.ts'
import type { Json } from './json.ts'

type Relation = keyof Bindings['relations']

/** One operation about the caller, not on the caller's behalf: nothing of it is released, and nobody's record is made of it. */
export interface CallerFactsDocument {
  readonly document: DocumentNode
  readonly text: string
  readonly needed: ReadonlySet<CallerFact>
}

/** What is to be known of a caller: relations to others, or every code that the caller has had. */
export type CallerFact = Relation | 'codes'

/** What the registers say; absent: they were not asked. */
export type CallerFacts = Readonly<Partial<Record<CallerFact, ReadonlySet<string>>>>

/** Variable that holds the caller's personal code. */
export const callerVariable = 'code'

interface FactReader {
  /** What is asked of the caller. */
  readonly selection: string
  /** null: the registers have not said. */
  read(caller: Json, today: string): ReadonlySet<string> | null
}

const adultAge = 18

const factReaders: Readonly<Record<CallerFact, FactReader>> = {
  codes: {
    selection: 'codes',
    read: ({ codes }) => (Array.isArray(codes) ? new Set(textsOf(codes)) : null),
  },
  minorChildren: {
    selection: 'family { relation person { codes dateOfBirth } }',
    read: ({ family }, today) => {
      const children = relativesWho('CHILD', family)
      const isMinor = ({ dateOfBirth }: Json): boolean =>
        typeof dateOfBirth === 'string' && today < comingOfAge(dateOfBirth)
      return children === null ? null : codesOf(children.filter(isMinor))
    },
  },
  wards: {
    selection: 'family { relation person { codes } }',
    read: ({ family }) => {
      const wards = relativesWho('WARD', family)
      return wards === null ? null : codesOf(wards)
    },
  },
  companies: {
    selection: 'offices { legalEntity { registrationNumber } }',
    read: ({ offices }) => {
      const held = rowsOf(offices)
      if (held === null) return null
      const companies = held.map(({ legalEntity }) => legalEntity).filter(isJson)
      return new Set(companies.flatMap(({ registrationNumber }) => textsOf([registrationNumber])))
    },
  },
}

function relativesWho(kind: string, family: unknown): readonly Json[] | null {
  const relatives = rowsOf(family)?.filter(({ relation }) => relation === kind)
  return relatives?.map(({ person }) => person).filter(isJson) ?? null
}

function codesOf(people: readonly Json[]): ReadonlySet<string> {
  return new Set(people.flatMap(({ codes }) => textsOf(codes)))
}

/** The day from which somebody is no child any more: of who was born on 29 February, 28 February, where that is the earlier. */
function comingOfAge(dateOfBirth: string): string {
  const year = Number(dateOfBirth.slice(0, 4)) + adultAge
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29
  const day = dateOfBirth.slice(4, 10)
  return `${String(year).padStart(4, '0')}${day === '-02-29' && !isLeap ? '-02-28' : day}`
}

/** null where nothing has to be known, or the registers of this schema cannot tell it. */
export function callerFactsDocument(
  full: GraphQLSchema,
  needed: ReadonlySet<CallerFact>,
): CallerFactsDocument | null {
  if (needed.size === 0) return null
  const selections = [...needed].map((fact) => factReaders[fact].selection).join(' ')
  const document = parse(
    `query ($${callerVariable}: String!) { person(personalCode: $${callerVariable}) { ${selections} } }`,
    { noLocation: true },
  )
  return validate(full, document).length === 0 ? { document, text: print(document), needed } : null
}

/**
 * What the registers say of the caller; null where they did not answer for all that was asked. A caller whom they do not
 * know has nobody and nothing.
 */
export function readCallerFacts(
  { needed }: CallerFactsDocument,
  data: Json,
  today: string,
): CallerFacts | null {
  const { person } = data
  if (person === undefined) return null
  const found = [...needed].map((fact) => {
    const read = isJson(person) ? factReaders[fact].read(person, today) : new Set<string>()
    return [fact, read] as const
  })
  return found.some(([, read]) => read === null) ? null : Object.fromEntries(found)
}

function rowsOf(value: unknown): readonly Json[] | null {
  return Array.isArray(value) ? value.filter(isJson) : null
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
