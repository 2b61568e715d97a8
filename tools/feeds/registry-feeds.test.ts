import { expect, test } from 'vitest'
import { reportingFeeds } from './registry-feeds.ts'

test('a feed that tells nothing is reported with the registry and the reason, and so is its return', () => {
  const lines: string[] = []
  const feeds = reportingFeeds({ population: { slot: 'one', publication: 'two' } }, (line) =>
    lines.push(line),
  )
  const { onFault, ...told } = feeds.population ?? {}
  expect(told).toStrictEqual({ slot: 'one', publication: 'two' })
  onFault?.(null)
  onFault?.('There is no replication slot one.')
  onFault?.(null)
  expect(lines).toStrictEqual([
    'population tells no changes: There is no replication slot one.',
    'population tells its changes again',
  ])
})
