import { isDeepStrictEqual } from 'node:util'
import type { Agreement } from './model.ts'

/** One of an agreement's terms that are not coordinates. */
export interface TermChange {
  readonly term: string
  /** As in the agreement; null also where there is none. */
  readonly before: unknown
  readonly after: unknown
  /** For a steward: `Requests per day: was 1000, now no limit`. */
  readonly words: string
}

interface Term {
  readonly name: keyof Agreement
  readonly title: string
  readonly show?: (value: never) => string
}

/** Every term of an agreement but its number, its revision, and what is decided by coordinate. */
const terms: readonly Term[] = [
  { name: 'status', title: 'Status' },
  { name: 'consumer', title: 'Consumer' },
  { name: 'organisation', title: 'Name of the organisation' },
  { name: 'providers', title: 'Providers' },
  { name: 'purpose', title: 'Purpose' },
  { name: 'purposeTerm', title: 'Term of the purpose' },
  { name: 'legalBasis', title: 'Legal basis' },
  { name: 'legalInstrument', title: 'Legal instrument' },
  { name: 'validFrom', title: 'Valid from' },
  { name: 'validTo', title: 'Valid to', show: (value: string | null) => value ?? 'until further notice' },
  { name: 'caseRequired', title: 'Case reference required', show: yesOrNo },
  {
    name: 'quotaPerDay',
    title: 'Requests per day',
    show: (value: number | null) => String(value ?? 'no limit'),
  },
  { name: 'disclosureDelayDays', title: 'Days until people see the records' },
  {
    name: 'retentionDays',
    title: 'Days that records are kept',
    show: (value: number | null) => String(value ?? "by the audit's own rule"),
  },
]

/** In the order of the table, parameters last. */
export function termChanges(before: Agreement | null, after: Agreement | null): readonly TermChange[] {
  const changed = terms.flatMap((term): TermChange[] => {
    const was = before?.[term.name] ?? null
    const is = after?.[term.name] ?? null
    if (isDeepStrictEqual(was, is)) return []
    const old = was === null && before === null ? '' : `was ${showing(term, was)}, `
    const next = is === null && after === null ? 'none' : showing(term, is)
    return [{ term: term.name, before: was, after: is, words: `${term.title}: ${old}now ${next}` }]
  })
  return [...changed, ...parameterChanges(before?.parameters ?? {}, after?.parameters ?? {})]
}

/** The change of one member of an agreement in the same words; of a new one, nothing is said about before. */
export function termInWords(
  name: string,
  { before, after }: { readonly before: unknown; readonly after: unknown },
  isNew: boolean,
): string {
  if (name === 'parameters') {
    const lists = [before ?? {}, after ?? {}] as [Agreement['parameters'], Agreement['parameters']]
    return parameterChanges(...lists)
      .map(({ words }) => words)
      .join('; ')
  }
  const term = terms.find((each) => each.name === name)
  const old = isNew ? '' : `was ${showing(term, before)}, `
  return `${term?.title ?? capitalised(name)}: ${old}now ${showing(term, after)}`
}

function showing(term: Term | undefined, value: unknown): string {
  return (term?.show ?? shown)(value as never)
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function parameterChanges(
  before: Agreement['parameters'],
  after: Agreement['parameters'],
): readonly TermChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()
  return names.flatMap((name): TermChange[] => {
    const was = ownList(before, name)
    const is = ownList(after, name)
    const more = without(is, was)
    const fewer = without(was, is)
    if (more.length === 0 && fewer.length === 0 && (was === null) === (is === null)) return []
    const parts = [
      ...(is === null ? ['is no longer there'] : []),
      ...(more.length > 0 ? [`gains ${more.join(', ')}`] : []),
      ...(fewer.length > 0 ? [`loses ${fewer.join(', ')}`] : []),
      ...(was === null && more.length === 0 ? ['is new and empty'] : []),
    ]
    return [{ term: `parameters.${name}`, before: was, after: is, words: `${name} ${parts.join('; ')}` }]
  })
}

/** A list may have any name, `constructor` too. */
function ownList(parameters: Agreement['parameters'], name: string): readonly string[] | null {
  return (Object.hasOwn(parameters, name) ? parameters[name] : null) ?? null
}

function without(one: readonly string[] | null, other: readonly string[] | null): readonly string[] {
  const others = new Set(other)
  return [...new Set(one)].filter((value) => !others.has(value))
}

function shown(value: unknown): string {
  if (value === null) return 'none'
  if (Array.isArray(value)) return value.join(', ') || 'none'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no'
}
