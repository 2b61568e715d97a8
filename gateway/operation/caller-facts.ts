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
  readonly relations: ReadonlySet<Relation>
}

/** Variable that holds the caller's personal code. */
export const callerVariable = 'code'

interface RelationFacts {
  /** What is asked of the caller. */
  readonly selection: string
  /** null: the registers have not said. */
  read(caller: Json, today: string): ReadonlySet<string> | null
}

const adultAge = 18

const relationFacts: Readonly<Record<Relation, RelationFacts>> = {
  minorChildren: {
    selection: 'family { relation person { codes dateOfBirth } }',
    read: ({ family }, today) => {
      const relatives = rowsOf(family)
      if (relatives === null) return null
      const bornAfter = `${String(Number(today.slice(0, 4)) - adultAge).padStart(4, '0')}${today.slice(4)}`
      const children = relatives.filter(({ relation }) => relation === 'CHILD').map(({ person }) => person)
      const minors = children
        .filter(isJson)
        .filter(({ dateOfBirth }) => typeof dateOfBirth === 'string' && dateOfBirth > bornAfter)
      return new Set(minors.flatMap(({ codes }) => textsOf(codes)))
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

/** null where no relation has to be known, or the registers of this schema cannot tell them. */
export function callerFactsDocument(
  full: GraphQLSchema,
  relations: ReadonlySet<Relation>,
): CallerFactsDocument | null {
  if (relations.size === 0) return null
  const selections = [...relations].map((relation) => relationFacts[relation].selection).join(' ')
  const document = parse(
    `query ($${callerVariable}: String!) { person(personalCode: $${callerVariable}) { ${selections} } }`,
    { noLocation: true },
  )
  return validate(full, document).length === 0 ? { document, text: print(document), relations } : null
}

/**
 * What the registers say of the caller; null where they did not answer for all that was asked. A caller whom they do not
 * know has nobody and nothing.
 */
export function readCallerFacts(
  { relations }: CallerFactsDocument,
  data: Json,
  today: string,
): Bindings['relations'] | null {
  const { person } = data
  if (person === undefined) return null
  const found = [...relations].map((relation) => {
    const read = isJson(person) ? relationFacts[relation].read(person, today) : new Set<string>()
    return [relation, read] as const
  })
  return found.some(([, read]) => read === null) ? null : Object.fromEntries(found)
}

function rowsOf(value: unknown): readonly Json[] | null {
  return Array.isArray(value) ? value.filter(isJson) : null
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
