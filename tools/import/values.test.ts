import { describe, expect, it } from 'vitest'
import type { Parser } from './values.ts'
import {
  addressCode,
  Bad,
  boolean,
  date,
  decimal,
  integer,
  oneOf,
  onlyLike,
  presence,
  registrationNumber,
  searchText,
  text,
  timestamp,
} from './values.ts'
import { objectKind, valueType } from './cadastre-columns.ts'

const bad = Symbol('bad')
const closed = oneOf({ L: 'L', R: 'R' }, 'L or R')

const cases: readonly [name: string, parser: Parser, raw: string | undefined, expected: unknown][] = [
  ['text', text, ' SIA "Baltima" ', 'SIA "Baltima"'],
  ['text', text, ' ', null],
  ['text', text, '\u00a0', null],
  ['text', text, undefined, null],
  ['text', text, 'two\r\nlines\tand  spaces', 'two lines and  spaces'],
  ['text', text, 'a\0b', bad],
  ['searchText', searchText, ' SIA  "ŠĶŪNIS" ', 'sia "šķūnis"'],
  ['registrationNumber', registrationNumber, '40103215608', '40103215608'],
  ['registrationNumber', registrationNumber, '680123456', '680123456'],
  ['registrationNumber', registrationNumber, '40103215609', bad],
  ['addressCode', addressCode, '118066473', '118066473'],
  ['addressCode', addressCode, '0', null],
  ['addressCode', addressCode, '11806647', bad],
  ['date', date, '2009-02-17', '2009-02-17'],
  ['date', date, '1999.03.19', '1999-03-19'],
  ['date', date, '2020-05-06 07:08:09', '2020-05-06'],
  ['date', date, '2020-05-06 25:08:09', bad],
  ['date', date, '2020-02-29', '2020-02-29'],
  ['date', date, '2021-02-29', bad],
  ['date', date, '2021-13-01', bad],
  ['date', date, '0000-01-01', bad],
  ['date', date, '17.02.2009', bad],
  ['timestamp', timestamp, '2020-05-06 07:08:09', '2020-05-06 07:08:09'],
  ['timestamp', timestamp, '2020-05-06', '2020-05-06 00:00:00'],
  ['timestamp', timestamp, '2020-05-06T07:08:09.123', '2020-05-06 07:08:09.123'],
  ['timestamp', timestamp, '2020-05-06 07:08', bad],
  ['timestamp', timestamp, '2020-02-30 07:08:09', bad],
  ['integer', integer, '0042', '0042'],
  ['integer', integer, '1.5', bad],
  ['integer', integer, '12345678901', bad],
  ['decimal', decimal(9), '403626.965', '403626.965'],
  ['decimal', decimal(9), '0,5', '0.5'],
  ['decimal', decimal(3), '5769.4', bad],
  ['decimal', decimal(9), '1e5', bad],
  ['closed', closed, ' ', null],
  ['closed', closed, 'L', 'L'],
  ['closed', closed, 'X', bad],
  ['boolean', boolean, '1', 'true'],
  ['boolean', boolean, 'N', 'false'],
  ['boolean', boolean, '2', bad],
  ['onlyLike', onlyLike(/^\d{7}$/), '0010000', '0010000'],
  ['onlyLike', onlyLike(/^\d{7}$/), 'LV-1010', null],
  ['presence', presence, undefined, 'false'],
  ['presence', presence, '', 'true'],
  ['presence', presence, 'false', 'false'],
  ['valueType', valueType, 'fisc', 'FISCAL'],
  ['valueType', valueType, 'Fiskālā', 'FISCAL'],
  ['valueType', valueType, 'UNIV', 'UNIVERSAL'],
  ['valueType', valueType, 'universālā', 'UNIVERSAL'],
  ['valueType', valueType, 'market', bad],
  ['objectKind', objectKind, 'PREMISE GROUP', 'PREMISE GROUP'],
  ['objectKind', objectKind, 'Zemes vienība', 'PARCEL'],
  ['objectKind', objectKind, 'SHIP', bad],
]

describe('values', () => {
  it.each(cases)('%s', (_name, parser, raw, expected) => {
    const value = parser(raw)
    expect(value instanceof Bad ? bad : value).toBe(expected)
  })

  it('never says the value', () => {
    const values = cases.map(([, parser]) => parser('161175-19997\0'))
    const reasons = values.filter((value) => value instanceof Bad).map(({ reason }) => reason)
    expect(reasons.length).toBeGreaterThan(20)
    expect(reasons.filter((reason) => reason.includes('161175'))).toEqual([])
  })
})
