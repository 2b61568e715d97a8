import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { DagrError, errorCatalogue, isErrorCode, statusOf } from './errors.ts'

const codes = Object.keys(errorCatalogue).filter(isErrorCode)

describe('errors', () => {
  test('docs/errors.md shows exactly the catalogue', () => {
    const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8')
    const rows = page.split('\n').filter((line) => /^\| +`[A-Z_]+`/.test(line))
    const cells = rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    expect(cells).toEqual(
      codes.map((code) => {
        const { status, retryable, meaning } = errorCatalogue[code]
        const underJson = statusOf(code, 'application/json')
        return [`\`${code}\``, `${status}`, `${underJson}`, retryable ? 'yes' : 'no', meaning]
      }),
    )
  })

  test('the codes are those that callers were promised', () => {
    expect(codes.toSorted()).toEqual(
      [
        'UNAUTHENTICATED QUOTA_EXCEEDED PERMISSION_REQUIRED PERMISSION_NOT_VALID FIELD_NOT_GRANTED GRAPHQL_PARSE_FAILED',
        'GRAPHQL_VALIDATION_FAILED OPERATION_REFUSED POLICY_STALE CHANGE_REFUSED REGISTRY_UNAVAILABLE AUDIT_UNAVAILABLE',
        'REQUEST_TOO_LARGE OVERLOADED LOOKUPS_LIMITED INTERNAL',
      ]
        .join(' ')
        .split(' ')
        .toSorted(),
    )
  })

  test.each(codes)('%s: 2xx under application/graphql-response+json only beside data', (code) => {
    const { placement } = errorCatalogue[code]
    const status = statusOf(code, 'application/graphql-response+json')
    expect(status === 200).toBe(placement === 'field')
    expect(statusOf(code, 'application/json')).toBe(placement === 'exchange' ? status : 200)
  })

  test('an error serialises to the form of a GraphQL response, and extensions cannot replace its code', () => {
    const error = new DagrError('FIELD_NOT_GRANTED', 'Not granted', {
      path: ['person', 0],
      extensions: { coordinate: 'Person.dateOfBirth', code: 'INTERNAL' },
      cause: new Error('secret'),
    })
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      message: 'Not granted',
      path: ['person', 0],
      extensions: { coordinate: 'Person.dateOfBirth', code: 'FIELD_NOT_GRANTED' },
    })
  })
})
