import type { Obligation } from './model.ts'

/** Where a value stands, and of what type it is, as the schema has it. */
export interface ObligedValue {
  /** The type whose field it is. */
  readonly parentType: string
  /** Its own named type. */
  readonly type: string
  /** Whether it is a list, or a search, of rows. */
  readonly isMany: boolean
}

/** Type → its field that holds the name of the municipality. */
export const municipalityFields: ReadonlyMap<string, string> = new Map([['Address', 'adminUnit']])

interface Fit {
  fits(value: ObligedValue): boolean
  /** What it can be done on. */
  readonly words: string
}

const texts: Fit = { fits: ({ type }) => type === 'String' || type === 'ID', words: 'texts (String, ID)' }
const dates: Fit = { fits: ({ type }) => type === 'Date' || type === 'DateTime', words: 'dates' }
const rows: Fit = { fits: ({ isMany }) => isMany, words: 'searches and lists of rows' }
const textsOfAddresses: Fit = {
  fits: (value) => texts.fits(value) && municipalityFields.has(value.parentType),
  words: `texts of ${[...municipalityFields.keys()].join(', ')}`,
}

const fitsOfObligations: Readonly<Record<string, Fit>> = {
  mask: texts,
  maxRows: rows,
  'generalise to year': dates,
  'generalise to month': dates,
  'generalise to municipality': textsOfAddresses,
  'generalise to pseudonym': texts,
}

export function obligationName(obligation: Obligation): string {
  return obligation.kind === 'generalise' ? `generalise to ${obligation.to}` : obligation.kind
}

/** INVARIANT: an obligation that is not known here fits nothing, and what it stands at is not granted by it. */
export function obligationFits(obligation: Obligation, value: ObligedValue): boolean {
  return fitOf(obligation)?.fits(value) ?? false
}

/** What the obligation can be done on, such as `dates`. */
export function fittingInWords(obligation: Obligation): string {
  return fitOf(obligation)?.words ?? 'nothing that is known'
}

/** What can be done on such a value, by name. */
export function fittingObligations(value: ObligedValue): readonly string[] {
  return Object.entries(fitsOfObligations).flatMap(([name, fit]) => (fit.fits(value) ? [name] : []))
}

function fitOf(obligation: Obligation): Fit | undefined {
  const name = obligationName(obligation)
  return Object.hasOwn(fitsOfObligations, name) ? fitsOfObligations[name] : undefined
}
