import type { GraphQLSchema } from 'graphql'
import type { SchemaFacts } from '#gateway/planner/schema-facts.ts'
import type { GeneratedQuery } from '#tests/generate-query.ts'
import type { GraphQLAnswer, WholeRecord } from '#tests/running-dagr.ts'
import { canaryCode, canaryText } from './damage-answer.ts'
import type { Delivered } from './faulty-registries.ts'
import type { Grants } from './grants.ts'
import { writtenValues } from './written-values.ts'
import type { WrittenValue } from './written-values.ts'

export interface Evidence {
  readonly api: GraphQLSchema
  readonly facts: SchemaFacts
  readonly grants: Grants
  /** Present and earlier code → current code. */
  readonly currentCodes: ReadonlyMap<string, string>
  /** The caller's own code; null where nothing can be about the caller. */
  readonly callerIs: string | null
  readonly query: GeneratedQuery
  readonly answer: GraphQLAnswer
  readonly records: readonly WholeRecord[]
  readonly delivered: Delivered
}

/** All that an answer says and its records do not, or the other way round, in words. */
export function leaks(evidence: Evidence): readonly string[] {
  const { api, facts, query, answer } = evidence
  let written: readonly WrittenValue[]
  try {
    written = writtenValues(api, facts, query, answer.data)
  } catch (error) {
    return [String(error)]
  }
  return [
    ...told(evidence),
    ...written.filter(({ isNull }) => !isNull).flatMap((value) => leaksOf(value, evidence)),
    ...recordedOnly(written, evidence),
  ]
}

/** Not only its prefix: a sealed cursor may have those letters by chance. */
const helperKey = /dagr\d*_(?:field|alias|hits|node|self|after|scope|first)/

/** What stands in the text of the answer and should not, wherever it stands. */
function told({ answer, currentCodes }: Evidence): readonly string[] {
  const errors = JSON.stringify(answer.errors)
  const all = errors + JSON.stringify(answer.data)
  const numbers: readonly string[] = errors.match(/\d{6}-?\d{5}/g) ?? []
  return [
    ...(helperKey.exec(all) ?? []).map((key) => `the answer says ${key}: ${all}`),
    ...[canaryText, canaryCode]
      .filter((word) => all.includes(word))
      .map((word) => `the answer says ${word}: ${all}`),
    ...numbers
      .filter((found) => currentCodes.has(found.replace('-', '')))
      .map((found) => `an error names ${found}`),
    ...answer.errors.flatMap(({ extensions }) => (extensions['code'] === 'INTERNAL' ? ['INTERNAL'] : [])),
  ]
}

function leaksOf(
  value: WrittenValue,
  { grants, records, currentCodes, callerIs, delivered }: Evidence,
): readonly string[] {
  const { recorded, isPersonal, mayBeNobodys, subject } = value
  const where = `${recorded} at ${value.path.join('.')}`
  const grant = grants.get(recorded)
  if (!grant) return [`${where} is not granted`]
  const current = (code: string): string => currentCodes.get(code) ?? code
  if (grant.isSelf && subject !== null && (callerIs === null || current(subject) !== current(callerIs)))
    return [`${where} is not about the caller`]
  if (!isPersonal || (mayBeNobodys && delivered.nulls.has('dagr_field_subject'))) return []
  const naming = records.filter(({ released }) => released.includes(recorded))
  if (naming.length === 0) return [`${where} is not recorded`]
  if (subject === null || naming.some((record) => current(record.subject) === current(subject))) return []
  return [`${where} is not recorded for ${subject}`]
}

/** What is recorded as released, and not written with a value or a null that the registry gave. */
function recordedOnly(
  written: readonly WrittenValue[],
  { answer, records, delivered }: Evidence,
): readonly string[] {
  // What is denied below a null that the registry gave has not made it one.
  const failures = answer.errors.filter(({ extensions }) => extensions['code'] !== 'FIELD_NOT_GRANTED')
  const nulled = new Set(
    failures.flatMap(({ path = [] }) => path.map((_, end) => JSON.stringify(path.slice(0, end + 1)))),
  )
  const isReleased = ({ isNull, path, responseName }: WrittenValue): boolean =>
    !isNull || (!nulled.has(JSON.stringify(path)) && delivered.nulls.has(responseName))
  const released = new Set(written.filter(isReleased).map(({ recorded }) => recorded))
  const recorded = new Set(records.flatMap((record) => record.released))
  return [...recorded]
    .filter((each) => !released.has(each))
    .map((each) => `${each} is recorded and not written`)
}
