import type { AuditReader, HistoryPage, HistoryRecord } from '#audit/read.ts'
import type { AskedHistory } from './history-request.ts'

/** A page, and where the next one goes on. */
export interface FoundHistory extends HistoryPage {
  /** Sequence number of the last record that was looked at, where there is more to look at behind it; else null. */
  readonly lookedTo: number | null
}

/** What became of a request stands in the content alone, which is encrypted: so many records are looked at for one page. */
const recordsARound = 100
const mostRounds = 20

/**
 * The pages, in the order of the requests: by one statement for all of them, or up to 20 where outcomes are asked for. A page
 * for which so many records do not suffice is short, and says that there is a next one.
 */
export async function readHistories(
  audit: Pick<AuditReader, 'histories'>,
  asked: readonly AskedHistory[],
): Promise<FoundHistory[]> {
  let searches = asked.map(begin)
  for (let round = 0; round < mostRounds && searches.some(isOpen); round += 1) {
    const pages = await audit.histories(searches.filter(isOpen).map(nextRequest))
    const read = pages.values()
    searches = searches.map((search) => (isOpen(search) ? taken(search, read.next().value) : search))
  }
  return searches.map(pageOf)
}

interface Search {
  readonly asked: AskedHistory
  readonly found: readonly HistoryRecord[]
  /** What was looked at ends before this number. */
  readonly before: number | null
  readonly hasMore: boolean
  readonly isBegun: boolean
}

function begin(asked: AskedHistory): Search {
  return { asked, found: [], before: asked.before, hasMore: true, isBegun: false }
}

/** One record more than asked tells whether there is a next page. */
function isOpen({ asked, found, hasMore, isBegun }: Search): boolean {
  return hasMore && (!isBegun || (asked.outcomes !== null && found.length <= asked.first))
}

function nextRequest({ asked, before }: Search): AskedHistory {
  return { ...asked, before, first: asked.outcomes === null ? asked.first : recordsARound }
}

function taken(search: Search, page: HistoryPage | undefined): Search {
  if (page === undefined) throw new Error('The audit did not answer for all histories')
  const { outcomes } = search.asked
  return {
    ...search,
    found: [...search.found, ...page.records.filter(({ outcome }) => outcomes?.has(outcome) ?? true)],
    before: page.records.at(-1)?.sequence ?? search.before,
    hasMore: page.hasNextPage,
    isBegun: true,
  }
}

function pageOf({ asked, found, before, hasMore }: Search): FoundHistory {
  const isCut = found.length > asked.first
  return {
    records: found.slice(0, asked.first),
    hasNextPage: isCut || hasMore,
    lookedTo: hasMore && !isCut ? before : null,
  }
}
