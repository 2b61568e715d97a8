import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inSameTurn } from './same-turn.ts'

test('what one turn brings is done together, in its order, and what that brings in the next turn', async () => {
  const done: string[] = []
  inSameTurn(() => {
    done.push('first')
    inSameTurn(() => done.push('of the first'))
    queueMicrotask(() => done.push('after both'))
  })
  inSameTurn(() => done.push('second'))
  expect(done).toEqual([])
  await turn()
  expect(done).toEqual(['first', 'second', 'after both'])
  await turn()
  expect(done).toEqual(['first', 'second', 'after both', 'of the first'])
})
