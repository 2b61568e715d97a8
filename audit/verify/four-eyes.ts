import type { Found } from './found.ts'
import { isObject } from './json.ts'
import type { HousekeepingRow } from './rows.ts'

/** Holds each erasure to two officials and a request of its own, whatever the database's constraints say by now. */
export function fourEyesCheck(found: Found): (row: HousekeepingRow) => void {
  const requests = new Set<unknown>()
  return ({ number, kind, author, approver, detail }) => {
    if (kind !== 'ERASURE') return
    const place = { kind: 'housekeeping', number } as const
    const request = isObject(detail) ? detail['request'] : undefined
    if (approver === null || approver === author) found.add('ERASURE_BY_ONE', place)
    else if (typeof request !== 'string') found.add('ERASURE_BY_ONE', place, 'no request')
    else if (requests.has(request)) found.add('ERASURE_BY_ONE', place, 'of a request that was carried out')
    requests.add(request)
  }
}
