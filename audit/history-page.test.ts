import { describe, expect, it } from 'vitest'
import { cursorOf, historyPage } from './history-page.ts'

describe('the paging arguments', () => {
  it.each([{ first: 0 }, { first: 101 }, { first: -1 }, { first: 1.5 }])('refuse %o', (given) => {
    expect(() => historyPage(given)).toThrow('first must be 1 to 100.')
  })

  it.each([
    '',
    'x',
    cursorOf(1.5),
    Buffer.from('[1,2]').toString('base64url'),
    Buffer.from('["1"]').toString('base64url'),
  ])('refuse the cursor %j', (after) => {
    expect(() => historyPage({ after })).toThrow('after must be a cursor of this history.')
  })

  it('are 20 from the newest on, unless said otherwise', () => {
    expect(historyPage({})).toEqual({ first: 20, before: null })
    expect(historyPage({ first: null, after: null })).toEqual({ first: 20, before: null })
    expect(historyPage({ first: 100, after: cursorOf(17) })).toEqual({ first: 100, before: 17 })
  })
})
