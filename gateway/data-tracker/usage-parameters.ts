import { DagrError } from '../errors.ts'

/** Of the tracker's interface: 1.0.0 and 2.0.0 of its OpenAPI. */
export type UsageVersion = 1 | 2

export interface UsageParameters {
  readonly version: UsageVersion
  /** Who asks, 11 digits. */
  readonly user: string
  /** Whom it is about, 11 digits. */
  readonly subject: string
  /** Instants, ISO 8601 with offset; null: not given. */
  readonly since: string | null
  readonly until: string | null
  readonly limit: number
  /** How many records to leave out before the first. */
  readonly offset: number
}

const defaultLimits: Readonly<Record<UsageVersion, number>> = { 1: 100, 2: 1_000 }
/** The history is read from its newest record on: whoever wants what lies further back names a period. */
const furthest = 5_000

/**
 * Version 1 names one person in `X-Road-UserId`, who asks about themselves, and counts records from 1. Version 2 has whom
 * it is about in `userCode`, counts from 0, and knows periods.
 * @throws DagrError, whose message repeats nothing of what was given.
 */
export function readUsageParameters({
  version,
  userId,
  search,
}: {
  readonly version: UsageVersion
  readonly userId: string | undefined
  readonly search: Readonly<Record<string, unknown>>
}): UsageParameters {
  const user = codeIn(userId, 'X-Road-UserId')
  const isFirst = version === 1
  const limit = numberIn(search['limit'], 'limit', 1) ?? defaultLimits[version]
  const first = isFirst ? 1 : 0
  const offset = (numberIn(search['offset'], 'offset', first) ?? first) - first
  if (offset + limit > furthest)
    throw malformed(`offset and limit together must be ${furthest} at most: name a period`)
  return {
    version,
    user,
    subject: isFirst ? user : codeIn(search['userCode'], 'userCode'),
    since: isFirst ? null : momentIn(search['periodStart'], 'periodStart'),
    until: isFirst ? null : momentIn(search['periodEnd'], 'periodEnd'),
    limit,
    offset,
  }
}

/** A personal code, with or without its hyphen and the country before it, as X-Road writes it. */
function codeIn(value: unknown, name: string): string {
  const code = typeof value === 'string' ? /^(?:LV)?(\d{6})-?(\d{5})$/.exec(value) : null
  if (code === null) throw malformed(`${name} must be a personal code, LV before it or not`)
  return `${code[1]}${code[2]}`
}

function numberIn(value: unknown, name: string, least: number): number | null {
  if (value === undefined || value === '') return null
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : -1
  if (number < least) throw malformed(`${name} must be a whole number of at least ${least}`)
  return number
}

/** The OpenAPI's own examples have no offset: those are meant by the clock in Riga. */
function momentIn(value: unknown, name: string): string | null {
  if (value === undefined || value === '') return null
  const [, local, offset] =
    typeof value === 'string'
      ? (/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:\d\d)?$/.exec(value) ?? [])
      : []
  const at =
    local === undefined
      ? Number.NaN
      : offset === undefined
        ? rigaTime(local)
        : Date.parse(`${local}${offset}`)
  if (Number.isNaN(at)) throw malformed(`${name} must be a date and time, 2026-01-31T10:20:30Z`)
  return new Date(at).toISOString()
}

const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Riga',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** Of an hour that there is twice, the earlier; of one that there is not, as in winter. */
function rigaTime(local: string): number {
  const [summer, winter] = ['+03:00', '+02:00'].map((offset) => Date.parse(`${local}${offset}`))
  if (summer === undefined || winter === undefined || Number.isNaN(summer)) return Number.NaN
  return clock.format(summer) === local.slice(0, 19).replace('T', ' ') ? summer : winter
}

function malformed(message: string): DagrError {
  return new DagrError('GRAPHQL_VALIDATION_FAILED', message)
}
