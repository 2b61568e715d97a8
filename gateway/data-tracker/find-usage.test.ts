import { generateKeyPairSync } from 'node:crypto'
import { createLocalJWKSet, exportJWK, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { createTrust } from '../stages/identify.ts'
import type { GraphQLRequest } from '../stages/parse.ts'
import type { Answer } from '../stages/respond.ts'
import { findUsage } from './find-usage.ts'

const code = '39010110001'
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }
const trust = createTrust({ issuer: 'i', audience: 'a', keys: createLocalJWKSet({ keys: [jwk] }) })
const token = await new SignJWT({ consumer: 'c', application: 'p', personal_code: code })
  .setProtectedHeader({ alg: 'ES256', kid: 'one' })
  .setIssuer('i')
  .setAudience('a')
  .setExpirationTime('1h')
  .sign(privateKey)

interface Asked {
  readonly first: number
  readonly after?: string
}

/** What the pipeline answers of a history of so many records, whose cursors are their places. */
function historyOf(length: number): { answer: (request: GraphQLRequest) => Promise<Answer>; asked: Asked[] } {
  const asked: Asked[] = []
  return {
    asked,
    async answer({ body }) {
      const { first, after } = body.variables as Asked
      asked.push({ first, ...(after !== undefined && { after }) })
      const start = Number(after ?? 0)
      const end = Math.min(start + first, length)
      const edges = Array.from({ length: end - start }, (_, place) => ({
        node: {
          at: `${start + place}`,
          organisation: 'o',
          application: 'p',
          purpose: 'w',
          outcome: 'RELEASED',
        },
      }))
      const pageInfo = { hasNextPage: end < length, endCursor: String(end) }
      const data = { person: { accessHistory: { edges, pageInfo } } }
      return { status: 200, headers: {}, body: JSON.stringify({ data }), code: null }
    },
  }
}

function asking(search: Readonly<Record<string, string>>) {
  const headers = { authorization: `Bearer ${token}` }
  const request = {
    headers,
    remoteAddress: '::1',
    receivedAt: new Date(),
    signal: new AbortController().signal,
  }
  return { version: 2, userId: code, search: { userCode: code, ...search }, request } as const
}

interface Paging {
  readonly length: number
  readonly search: Readonly<Record<string, string>>
  readonly pages: readonly number[]
  readonly places: readonly [number, number]
  readonly total: number | undefined
}

test.each<Paging>([
  { length: 250, search: {}, pages: [100, 100, 100], places: [0, 250], total: 250 },
  { length: 250, search: { limit: '150' }, pages: [100, 50], places: [0, 150], total: undefined },
  { length: 250, search: { limit: '100' }, pages: [100], places: [0, 100], total: undefined },
  {
    length: 250,
    search: { offset: '120', limit: '100' },
    pages: [100, 100, 20],
    places: [120, 220],
    total: undefined,
  },
  {
    length: 250,
    search: { offset: '240', limit: '20' },
    pages: [100, 100, 60],
    places: [240, 250],
    total: 250,
  },
  { length: 0, search: {}, pages: [100], places: [0, 0], total: 0 },
])('reads as many pages as it needs: %o', async ({ length, search, pages, places, total }) => {
  const { answer, asked } = historyOf(length)
  const { body } = await findUsage(asking(search), { answer, trust })
  const { usages, totalUsages } = JSON.parse(body) as { usages: { logtime: string }[]; totalUsages?: number }
  const [start, end] = places
  expect(usages.map(({ logtime }) => Number(logtime))).toEqual(
    Array.from({ length: end - start }, (_, place) => start + place),
  )
  expect(totalUsages).toBe(total)
  expect(asked.map(({ first }) => first)).toEqual(pages)
  expect(asked.map(({ after }) => after)).toEqual(
    pages.map((_, page) => (page === 0 ? undefined : `${page * 100}`)),
  )
})

test('a page that is missing leaves nothing of those before it', async () => {
  const { answer, asked } = historyOf(250)
  const failing = async (request: GraphQLRequest): Promise<Answer> => {
    const whole = await answer(request)
    if (asked.length < 2) return whole
    const errors = [{ message: 'gone', extensions: { code: 'AUDIT_UNAVAILABLE' } }]
    return {
      status: 503,
      headers: { 'retry-after': '1' },
      body: JSON.stringify({ errors }),
      code: 'AUDIT_UNAVAILABLE',
    }
  }
  expect(await findUsage(asking({}), { answer: failing, trust })).toEqual({
    status: 503,
    headers: { 'content-type': 'application/json; charset=utf-8', 'retry-after': '1' },
    body: '{"code":"AUDIT_UNAVAILABLE","message":"gone"}',
    code: 'AUDIT_UNAVAILABLE',
  })
})
