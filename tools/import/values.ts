import { searchForm } from '#subgraphs/search-filters.ts'
import { isRegistrationNumber } from './registration-number.ts'

/** Why a value cannot be kept. Never the value itself: it may be personal, and reports are not. */
export class Bad {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

/** The text of a published value (undefined: the element is not there) to the text for PostgreSQL; null for none. */
export type Parser = (raw: string | undefined) => string | null | Bad

/** Blank is null. Line breaks and tabs, which publishers leave inside texts, become spaces. */
function filled(parse: (text: string) => string | null | Bad): Parser {
  return (raw) => {
    if (raw === undefined) return null
    const text = raw.trim()
    return text === '' ? null : parse(text)
  }
}

export const text = filled((value) => {
  if (value.includes('\0')) return new Bad('holds a NUL character')
  return /[\t\r\n]/.test(value) ? value.replaceAll(/[\t\r\n]+/g, ' ') : value
})

/** For the `search_*` columns. */
export const searchText: Parser = (raw) => {
  const value = text(raw)
  return typeof value === 'string' ? searchForm(value) : value
}

/** Keeps a text of this form; any other is bad. */
export function like(pattern: RegExp, meaning: string): Parser {
  const bad = new Bad(`is not ${meaning}`)
  return filled((value) => (pattern.test(value) ? value : bad))
}

/** Keeps a text of this form; any other has no place in this column. */
export function onlyLike(pattern: RegExp): Parser {
  return filled((value) => (pattern.test(value) ? value : null))
}

const noRegistrationNumber = new Bad('is not a registration number (length or check digit)')
export const registrationNumber = filled((value) =>
  isRegistrationNumber(value) ? value : noRegistrationNumber,
)

const noAddressCode = new Bad('is not a VARIS code of nine digits')
/** Files write 0 where there is no such unit. */
export const addressCode = filled((value) => {
  if (value === '0') return null
  return /^\d{9}$/.test(value) ? value : noAddressCode
})

const noDate = new Bad('is not a date yyyy-mm-dd')
export const date = filled((value) => {
  const [, year, month, day, time] = /^(\d{4})[-.](\d\d)[-.](\d\d)(?:[ T](.+))?$/.exec(value) ?? []
  if (year === undefined || (time !== undefined && !timePattern.test(time))) return noDate
  return isCalendarDay(Number(year), Number(month), Number(day)) ? `${year}-${month}-${day}` : noDate
})

const timePattern = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?$/
const noTimestamp = new Bad('is not a time yyyy-mm-dd hh:mm:ss')
export const timestamp = filled((value) => {
  const day = date(value)
  return typeof day === 'string' ? `${day} ${value.slice(11) || '00:00:00'}` : noTimestamp
})

function isCalendarDay(year: number, month: number, day: number): boolean {
  const instant = new Date(Date.UTC(year, month - 1, day))
  return year >= 1000 && instant.getUTCMonth() === month - 1 && instant.getUTCDate() === day
}

export const integer = like(/^-?\d{1,9}$/, 'a whole number')

const noDecimal = new Bad('is not a decimal number')
/** @param digits before the point that the column holds */
export function decimal(digits: number): Parser {
  const pattern = new RegExp(`^-?\\d{1,${digits}}([.,]\\d+)?$`)
  return filled((value) => (pattern.test(value) ? value.replace(',', '.') : noDecimal))
}

/** Published spellings to what the column holds, in any case; others are bad. */
export function oneOf(spellings: Readonly<Record<string, string>>, meaning: string): Parser {
  const values = new Map(
    Object.entries(spellings).map(([spelling, value]) => [spelling.toLowerCase(), value]),
  )
  const bad = new Bad(`is not ${meaning}`)
  return filled((value) => values.get(value.toLowerCase()) ?? bad)
}

const yes = ['1', 'true', 'y', 'yes', 'jā']
const no = ['0', 'false', 'n', 'no', 'nē']
const spellings = Object.fromEntries([
  ...yes.map((word) => [word, 'true']),
  ...no.map((word) => [word, 'false']),
])
export const boolean = oneOf(spellings, 'yes or no')

/** XML flags are elements that are only there where they hold. */
export const presence: Parser = (raw) => {
  if (raw === undefined) return 'false'
  return no.includes(raw.trim().toLowerCase()) ? 'false' : 'true'
}
