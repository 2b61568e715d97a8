import type { AccessOutcome } from '#audit/access-record.ts'
import { everyRecord } from '#audit/history-filter.ts'
import type { ConsumerRule } from '#audit/history-filter.ts'
import { HistoryArgumentError, historyPage } from '#audit/history-page.ts'
import type { HistoryRequest } from '#audit/read.ts'
import { valuesCompared } from '../row-condition.ts'
import { readScope, scopeTest } from '../row-scope.ts'
import type { GivenScope, ScopedRows } from '../row-scope.ts'
import { scopeAttributes } from '../scope-attributes.ts'
import { ArgumentError } from '../serve.ts'
import type { AccessHistoryFilter, PersonAccessHistoryArgs } from './types.generated.ts'

/** One page that a caller asks for. */
export interface AskedHistory extends HistoryRequest {
  /** What became of the request: one of these; null: whatever became of it. */
  readonly outcomes: ReadonlySet<AccessOutcome> | null
}

/**
 * What is to be read for a caller's arguments; null where the scope lets nothing through.
 * @throws ArgumentError where an argument is not valid
 */
export function askedHistory(
  codes: readonly string[],
  { scope, filter, ...page }: PersonAccessHistoryArgs,
): AskedHistory | null {
  const { outcomes, ...rest } = filterAsked(filter)
  const asked = { codes, ...pageAsked(page), outcomes }
  const consumers = consumersInScope(codes, scope)
  if (consumers === 'none') return null
  return { ...asked, filter: { ...rest, consumers: consumers === 'all' ? null : consumers } }
}

function pageAsked(page: Pick<PersonAccessHistoryArgs, 'first' | 'after'>): ReturnType<typeof historyPage> {
  try {
    return historyPage(page)
  } catch (error) {
    throw error instanceof HistoryArgumentError ? new ArgumentError(error.message) : error
  }
}

function filterAsked(filter: AccessHistoryFilter | null | undefined) {
  const { since, until, organisation = null, purpose = null, outcomes } = filter ?? {}
  return {
    ...everyRecord,
    since: instant('since', since),
    until: instant('until', until),
    organisation,
    purpose,
    outcomes: outcomes == null ? null : new Set(outcomes),
  }
}

const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/

function instant(name: string, text: string | null | undefined): Date | null {
  if (text == null) return null
  const read = new Date(instantForm.test(text) ? text : Number.NaN)
  if (Number.isNaN(read.getTime()))
    throw new ArgumentError(`${name} must be a moment with its offset, 2026-03-01T00:00:00+02:00.`)
  return read
}

interface Use {
  readonly consumer: string | null
}

const consumer = 'AccessRecord.consumer'

/** All records are about the person whose codes these are; what a scope tells apart is who used the data. */
function consumersInScope(codes: readonly string[], scope: GivenScope): ConsumerRule | 'all' | 'none' {
  const condition = readScope(scope)
  const uses: ScopedRows<Use> = {
    codesOf: () => codes,
    attributes: scopeAttributes<Use>('AccessRecord', { consumer: 'text' }),
  }
  const isInScope = scopeTest(scope, uses)
  const named = condition === null ? [] : valuesCompared(condition, consumer)
  const rule = {
    named: Object.fromEntries(named.map((each) => [each, isInScope({ consumer: each })])),
    // Longer than all that are named, and so none of them.
    others: isInScope({ consumer: `${named.join('')}?` }),
    unnamed: isInScope({ consumer: null }),
  }
  const verdicts = new Set([...Object.values(rule.named), rule.others, rule.unnamed])
  if (verdicts.size > 1) return rule
  return verdicts.has(true) ? 'all' : 'none'
}
