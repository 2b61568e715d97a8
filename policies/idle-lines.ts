import { alternativeOf } from './alternatives.ts'
import { alternativesInWords } from './in-words.ts'
import type { KnownSchema } from './known-schema.ts'
import type { Agreement, Coordinate, Grant } from './model.ts'
import { idleness } from './schema-fit.ts'

/** A coordinate that a line names and can release no value of, whoever asks. */
export interface IdleLine {
  readonly coordinate: Coordinate
  /** `Person.sex: releases nothing for rows where …: there is no …`. */
  readonly words: string
}

export interface Releasing {
  /** The same, without what releases nothing. */
  readonly agreement: Agreement
  readonly idle: readonly IdleLine[]
}

/** Tells what an agreement grants from what it only seems to grant, as the schema is now. */
export function releasing(agreement: Agreement, schema: KnownSchema): Releasing {
  const idle: IdleLine[] = []
  const grants = agreement.grants.flatMap((grant): Grant[] => {
    const alternative = alternativeOf(grant)
    if (alternative === null) return [grant]
    const isReleased = (coordinate: Coordinate): boolean => {
      const reasons = idleness(alternative, coordinate, agreement.parameters, schema)
      if (reasons.length === 0) return true
      const what = alternativesInWords([alternative], agreement.parameters)
      idle.push({ coordinate, words: `${coordinate}: releases nothing for ${what}: ${reasons.join('; ')}` })
      return false
    }
    if (!grant.coordinate.endsWith('.*')) return isReleased(grant.coordinate) ? [grant] : []
    return [{ ...grant, covers: (grant.covers ?? []).filter(isReleased) }]
  })
  return { agreement: { ...agreement, grants }, idle }
}
