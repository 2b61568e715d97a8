import { positionOf } from '#audit/access-statistics.ts'
import type { AccessStatistic, StatisticPosition, StatisticsRequest } from '#audit/access-statistics.ts'
import { connection, cursorOf, openCursor, pageSize } from '../paging.ts'
import { refuseScope } from '../row-scope.ts'
import { ArgumentError } from '../serve.ts'
import type { AccessHistoryReader } from './source.ts'
import type { QueryAccessStatisticsArgs, QueryResolvers } from './types.generated.ts'

export const statisticsQueries = {
  async accessStatistics(_parent, { scope, ...asked }, { statistics }) {
    refuseScope(scope)
    const { rows, hasNextPage } = await statistics(statisticsAsked(asked))
    return connection(rows.map(edgeOf), hasNextPage, asked.after != null)
  },
} satisfies QueryResolvers<AccessHistoryReader>

/** @throws ArgumentError where an argument is not valid */
function statisticsAsked({
  since,
  until,
  consumer,
  first,
  after,
}: QueryAccessStatisticsArgs): StatisticsRequest {
  return {
    since: since ?? null,
    until: until ?? null,
    consumer: consumer ?? null,
    first: pageSize({ first }),
    after: after == null ? null : positionIn(openCursor(after)),
  }
}

function edgeOf(row: AccessStatistic) {
  const { coordinate, ...rest } = row
  return { cursor: cursorOf(JSON.stringify(positionOf(row))), node: { ...rest, attribute: coordinate } }
}

const dayForm = /^\d{4}-\d\d-\d\d$/

function positionIn(text: string): StatisticPosition {
  const position = parsed(text)
  if (
    Array.isArray(position) &&
    position.length === 6 &&
    position.every((each) => typeof each === 'string')
  ) {
    const [day = '', consumer = '', organisation = '', purpose = '', coordinate = '', outcome = ''] = position
    if (dayForm.test(day)) return [day, consumer, organisation, purpose, coordinate, outcome]
  }
  throw new ArgumentError('after must be a cursor of this search.')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
