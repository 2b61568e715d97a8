import type { Day } from './calendar.ts'
import { isoDate } from './calendar.ts'

/** How many personal codes the range `39NNNNNNNNN` has. */
export const personalCodeRange = 1_000_000_000

/** How many legacy codes can be told apart whatever the dates of birth: their serial numbers have three digits. */
export const legacySerials = 1_000

/** A personal code in the range 39, which is not issued. */
export function newPersonalCode(serial: number): string {
  return `39${String(serial).padStart(9, '0')}`
}

const legacyWeights = [1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** A personal code of the form in use before 1 July 2017, `DDMMYYCNNNK`: date of birth, century, serial, check digit. */
export function legacyPersonalCode(born: Day, serial: number): string {
  const [year = '', month = '', day = ''] = isoDate(born).split('-')
  const century = Number(year.slice(0, 2)) - 18
  const start = `${day}${month}${year.slice(2)}${century}${String(serial).padStart(3, '0')}`
  return start + legacyCheckDigit(start)
}

/** The eleventh digit of a legacy personal code, from the first ten. */
export function legacyCheckDigit(firstTen: string): number {
  return ((1101 - weightedSum(firstTen, legacyWeights)) % 11) % 10
}

/** A personal code as open data shows it: `DDMMYY-*****`. */
export function maskedCode(code: string): string {
  return `${code.slice(0, 6)}-*****`
}

const registrationWeights = [9, 1, 4, 8, 3, 10, 2, 5, 7, 6]

/** The eleventh digit of a registration number, from the first ten; 10 where there is no such number. */
export function registrationCheckDigit(firstTen: string): number {
  return (((3 - weightedSum(firstTen, registrationWeights)) % 11) + 11) % 11
}

/**
 * The registration number of the `serial`-th of a series: the prefix, the serial, one digit to spare, the check digit.
 * The digit to spare is 0, or 1 where 0 would need a check digit of 10; so that different serials never meet.
 */
export function registrationNumber(prefix: string, serial: number): string {
  const start = prefix + String(serial).padStart(9 - prefix.length, '0')
  for (const spare of ['0', '1']) {
    const check = registrationCheckDigit(start + spare)
    if (check < 10) return start + spare + String(check)
  }
  throw new RangeError(`No registration number begins with ${start}`)
}

/**
 * Legal entities: 7. Real numbers of the Register of Enterprises begin with 4 or 5, those of public bodies with 9, old
 * farms' with 6, foreigners' with 8, and 0 to 3 begin personal codes.
 */
export const legalEntityPrefix = '7'

/** How many serials the prefix of legal entities leaves. */
export const registrationSerials = 100_000_000

/** Institutions: 909. Real numbers of public bodies have only come to 9000 and 9001. */
export const institutionPrefix = '909'

/** The SEPA creditor identifier of a legal entity: ISO 7064 mod 97-10 over the number, `LV` (2131) and `00`. */
export function sepaCreditorId(registration: string): string {
  const remainder = ((Number(registration) % 97) * 1_000_000 + 213_100) % 97
  return `LV${String(98 - remainder).padStart(2, '0')}ZZZ${registration}`
}

function weightedSum(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, position) => sum + weight * Number(digits[position]), 0)
}
