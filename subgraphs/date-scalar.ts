import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'

const form = /^(?!0000)\d{4}-\d{2}-\d{2}$/

/** Calendar date, ISO 8601: YYYY-MM-DD, as connectors give it. */
export const dateScalar = new GraphQLScalarType<string, unknown>({
  name: 'Date',
  serialize: (value) => value,
  parseValue: calendarDate,
  parseLiteral: (node) => calendarDate(node.kind === Kind.STRING ? node.value : undefined),
})

function calendarDate(value: unknown): string {
  if (typeof value === 'string' && form.test(value) && isInCalendar(value)) return value
  throw new GraphQLError('A date is written YYYY-MM-DD.')
}

function isInCalendar(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)
}
