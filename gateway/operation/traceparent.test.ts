import { expect, test } from 'vitest'
import { traceparentOf } from './traceparent.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'

test('a well-formed traceparent is passed on as it is', () => {
  const header = `00-${traceId}-b7ad6b7169203331-01`
  expect(traceparentOf(header)).toEqual({ header, traceId })
})

test.each([
  undefined,
  '',
  '161175-19997',
  `00-${traceId}-b7ad6b7169203331-01, 161175-19997`,
  `ff-${traceId}-b7ad6b7169203331-01`,
  `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  `00-${traceId}-0000000000000000-01`,
])('%s is no traceparent', (header) => {
  expect(traceparentOf(header)).toBeNull()
})
