import { expect, test } from 'vitest'
import { dayOf } from './calendar.ts'
import {
  legacyCheckDigit,
  legacyPersonalCode,
  maskedCode,
  registrationCheckDigit,
  registrationNumber,
  sepaCreditorId,
} from './identifiers.ts'

test.each(['16117519997', '11111111111'])('the published example %s of a legacy code checks', (code) => {
  expect(legacyCheckDigit(code)).toBe(Number(code[10]))
})

test('a legacy code tells date and century of birth', () => {
  expect(legacyPersonalCode(dayOf(1975, 11, 16), 999)).toBe('16117519997')
  expect(legacyPersonalCode(dayOf(2003, 2, 1), 5)).toMatch(/^0102032005\d$/)
  expect(legacyPersonalCode(dayOf(1899, 12, 31), 5)).toMatch(/^3112990005\d$/)
})

test.each(['40003032949', '40003521600', '90000030432', '41202013815'])(
  'the real number %s checks',
  (number) => {
    expect(registrationCheckDigit(number)).toBe(Number(number[10]))
  },
)

test('registration numbers of different serials are different, and check', () => {
  const numbers = Array.from({ length: 5000 }, (_number, serial) => registrationNumber('7', serial))
  expect(new Set(numbers).size).toBe(numbers.length)
  for (const number of numbers) {
    expect(number).toMatch(/^7\d{10}$/)
    expect(registrationCheckDigit(number)).toBe(Number(number[10]))
  }
})

test('a SEPA creditor identifier carries its check digits', () => {
  expect(sepaCreditorId('41202013815')).toBe('LV53ZZZ41202013815')
})

test('a masked code keeps six digits', () => {
  expect(maskedCode('16117519997')).toBe('161175-*****')
})
