import { describe, expect, it } from 'vitest'
import { isCreditorIdentifier, isRegistrationNumber } from './registration-number.ts'

describe('isRegistrationNumber', () => {
  it.each(['40003032949', '40003521600', '90000030432', '41202013815', '40103215608'])(
    'knows %s',
    (number) => {
      expect(isRegistrationNumber(number)).toBe(true)
    },
  )

  it('takes nine digits without a check', () => {
    expect(isRegistrationNumber('680123456')).toBe(true)
  })

  it.each(['40103215607', '40103215068', '4010321560', '401032156080', '4010321560x', ''])(
    'refuses "%s"',
    (number) => {
      expect(isRegistrationNumber(number)).toBe(false)
    },
  )
})

describe('isCreditorIdentifier', () => {
  it.each(['LV53ZZZ41202013815', 'LV18ZZZ40008223126'])('knows %s', (identifier) => {
    expect(isCreditorIdentifier(identifier)).toBe(true)
  })

  it.each(['LV54ZZZ41202013815', 'LV53ZZZ4120201381', 'EE53ZZZ41202013815'])('refuses %s', (identifier) => {
    expect(isCreditorIdentifier(identifier)).toBe(false)
  })
})
