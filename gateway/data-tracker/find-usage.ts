import { DagrError, isErrorCode, statusOf } from '../errors.ts'
import type { Guard } from '../pipeline.ts'
import { identify } from '../stages/identify.ts'
import type { GraphQLRequest } from '../stages/parse.ts'
import { refusal } from '../stages/respond.ts'
import type { Answer } from '../stages/respond.ts'
import { usageQuery } from './usage-query.ts'
import { readUsageParameters } from './usage-parameters.ts'
import type { UsageParameters, UsageVersion } from './usage-parameters.ts'
import { usagesOf } from './usages.ts'
import type { Access, Accesses } from './usages.ts'

/** A request of the data tracker, as it came over HTTP. */
export interface UsageRequest {
  readonly version: UsageVersion
  /** `X-Road-UserId`: who asks, and in version 1 about whom. */
  readonly userId: string | undefined
  readonly search: Readonly<Record<string, unknown>>
  /** What every request has, however it asks. */
  readonly request: Omit<GraphQLRequest, 'body' | 'method'>
}

/** What the tracker is answered by: the pipeline, and who is believed. */
export interface UsageMeans {
  readonly answer: (request: GraphQLRequest) => Promise<Answer>
  readonly trust: Guard['trust']
}

const pageSize = 100
const json = { 'content-type': 'application/json; charset=utf-8' }

/**
 * Answers `findUsage` of the Estonian data tracker (Andmejälgija; its OpenAPI, versions 1.0.0 and 2.0.0), so that a portal
 * that shows residents there who used their data can show it here. Never throws.
 * INVARIANT: it knows nothing but what the pipeline answers to the same token: the same permission, decision and records,
 * an operation and an access record for each page of the history that it reads.
 */
export async function findUsage(asked: UsageRequest, means: UsageMeans): Promise<Answer> {
  try {
    const parameters = readUsageParameters(asked)
    await assertOwnUser(asked, parameters, means)
    const found = await readAccesses(asked, parameters, means)
    return { status: 200, headers: json, body: JSON.stringify(usagesOf(found, asked.version)), code: null }
  } catch (error) {
    return told(
      error instanceof DagrError ? error : new DagrError('INTERNAL', 'The gateway failed to answer'),
    )
  }
}

/** Who is not known is for the pipeline to refuse, and to record. */
async function assertOwnUser(
  { request }: UsageRequest,
  { user }: UsageParameters,
  { trust }: UsageMeans,
): Promise<void> {
  const caller = await identify(request, trust)
  if ('unidentified' in caller || caller.personalCode === user) return
  throw new DagrError('GRAPHQL_VALIDATION_FAILED', 'X-Road-UserId is not the person whom the token names')
}

async function readAccesses(
  { request }: UsageRequest,
  parameters: UsageParameters,
  { answer }: UsageMeans,
): Promise<Accesses> {
  const wanted = parameters.offset + parameters.limit
  const read: Access[] = []
  let after: string | null = null
  do {
    const first = Math.min(pageSize, wanted - read.length)
    const body = usageQuery(parameters, first, after)
    // Asked for this media type, the pipeline answers with a status of its own whatever is wrong.
    const headers = { ...request.headers, accept: 'application/graphql-response+json' }
    const page = pageIn(await answer({ ...request, method: 'POST', headers, body }))
    read.push(...page.accesses)
    after = page.next
  } while (after !== null && read.length < wanted)
  return { accesses: read.slice(parameters.offset), total: after === null ? read.length : null }
}

interface Body {
  readonly data?: {
    readonly person?: {
      readonly accessHistory?: {
        readonly edges: readonly { readonly node: Access }[]
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
      } | null
    } | null
  } | null
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[]
}

interface Page {
  readonly accesses: readonly Access[]
  /** Cursor of the next one; null: this is the last. */
  readonly next: string | null
}

/** @throws DagrError unless everything that was asked for is there: a part of a history is no history. */
function pageIn({ status, headers, body }: Answer): Page {
  const { data, errors }: Body = JSON.parse(body)
  const [error] = errors ?? []
  if (error !== undefined) {
    const { code } = error.extensions
    throw new DagrError(isErrorCode(code) ? code : 'INTERNAL', error.message, {
      status: status === 200 ? besideData(code) : status,
      retryAfter: headers['retry-after'] === undefined ? undefined : Number(headers['retry-after']),
    })
  }
  const history = data?.person?.accessHistory
  return {
    accesses: history?.edges.map(({ node }) => node) ?? [],
    next: history?.pageInfo.hasNextPage === true ? history.pageInfo.endCursor : null,
  }
}

/** The status of what GraphQL tells beside data, and this interface instead of it. */
function besideData(code: string): number {
  return code === 'FIELD_NOT_GRANTED' ? 403 : 503
}

/** The form of errors of the tracker's OpenAPI 3.0.0; earlier versions leave it open. */
function told(error: DagrError): Answer {
  const { code, message } = error
  const answer = refusal(error, 'application/json')
  return {
    ...answer,
    status: error.status ?? statusOf(code, 'application/graphql-response+json'),
    body: JSON.stringify({ code, message }),
  }
}
