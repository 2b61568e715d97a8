import type { Found } from './found.ts'
import { isObject } from './json.ts'
import type { HousekeepingRow } from './rows.ts'

/**
 * Holds each removal to two officials, and each erasure to a request of its own, whatever the database's constraints
 * say by now.
 */
export function fourEyesCheck(found: Found): (row: HousekeepingRow) => void {
  const requests = new Set<unknown>()
  return ({ number, kind, author, approver, detail }) => {
    const place = { kind: 'housekeeping', number } as const
    if (approver === null || approver === author) found.add('REMOVAL_BY_ONE', place)
    if (kind !== 'ERASURE') return
    const request = isObject(detail) ? detail['request'] : undefined
    if (typeof request !== 'string') found.add('REMOVAL_BY_ONE', place, 'no request')
    else if (requests.has(request)) found.add('REMOVAL_BY_ONE', place, 'of a request that was carried out')
    requests.add(request)
  }
}
