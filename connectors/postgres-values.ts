import { types } from 'pg'

const utc = (text: string): string => text.replace(' ', 'T').replace(/\+00$/, 'Z')
const textArray: number = 1009
const texts = types.getTypeParser(textArray, 'text')

/** By type id: what pg would give as a `Date`, a rounded number or an undersized text. */
const parsers = new Map<number, (text: string) => unknown>([
  [types.builtins.DATE, (text) => text],
  [types.builtins.TIMESTAMP, (text) => text.replace(' ', 'T')],
  [types.builtins.TIMESTAMPTZ, utc],
  [types.builtins.INT8, safeInteger],
  [1182 /* date[] */, texts],
  [1231 /* numeric[] */, texts],
])

function safeInteger(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new RangeError(`The integer ${text} is too large to be given exactly`)
}

/** How a value of the type is read from its text; the sessions that write it do so in UTC and ISO. */
export function typeParser(id: number, format?: 'text' | 'binary') {
  return parsers.get(id) ?? types.getTypeParser(id, format)
}
