import { describe, expect, test } from 'vitest'
import { readUsageParameters } from './usage-parameters.ts'

const userId = '390101-10001'
const userCode = 'LV39010120001'

describe('parameters of findUsage', () => {
  test('version 2 has defaults of its own, and the subject apart from the user', () => {
    expect(readUsageParameters({ version: 2, userId, search: { userCode } })).toEqual({
      version: 2,
      user: '39010110001',
      subject: '39010120001',
      since: null,
      until: null,
      limit: 1000,
      offset: 0,
    })
  })

  test('version 1 is about the user, counts from 1, and knows no period', () => {
    const search = { userCode, offset: '11', periodStart: '2026-01-31T10:20:30Z' }
    expect(readUsageParameters({ version: 1, userId, search })).toMatchObject({
      subject: '39010110001',
      since: null,
      limit: 100,
      offset: 10,
    })
  })

  test.each([
    ['2026-01-31T10:20:30Z', '2026-01-31T10:20:30.000Z'],
    ['2026-01-31T10:20:30.5+02:00', '2026-01-31T08:20:30.500Z'],
    ['2026-01-31T10:20:30', '2026-01-31T08:20:30.000Z'],
    ['2026-07-31T10:20:30', '2026-07-31T07:20:30.000Z'],
    // Clocks go from 4 to 3: this hour is there twice. And from 3 to 4: this one is not.
    ['2026-10-25T03:30:00', '2026-10-25T00:30:00.000Z'],
    ['2026-03-29T03:30:00', '2026-03-29T01:30:00.000Z'],
  ])('the moment %s is %s', (periodStart, since) => {
    const { since: read } = readUsageParameters({ version: 2, userId, search: { userCode, periodStart } })
    expect(read).toBe(since)
  })

  test.each<[string, Record<string, unknown>, string?]>([
    ['userCode', {}],
    ['userCode', { userCode: 'EE39010120001' }],
    ['userCode', { userCode: [userCode, userCode] }],
    ['X-Road-UserId', { userCode }, '390101-1000'],
    ['limit', { userCode, limit: '0' }],
    ['limit', { userCode, limit: '1.5' }],
    ['offset', { userCode, offset: '-1' }],
    ['offset and limit', { userCode, offset: '4001' }],
    ['periodStart', { userCode, periodStart: '2026-01-31' }],
    ['periodEnd', { userCode, periodEnd: '2026-13-31T10:20:30' }],
  ])('what is wrong with %s is told without repeating it: %o', (name, search, user = userId) => {
    const read = (): unknown => readUsageParameters({ version: 2, userId: user, search })
    expect(read).toThrow(name)
    expect(read).not.toThrow(/3901|EE/)
  })
})
