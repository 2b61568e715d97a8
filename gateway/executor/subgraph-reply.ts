import { isJsonObject, own } from './json-object.ts'
import type { JsonObject } from './json-object.ts'
import type { ResponsePath } from './targets.ts'

/** An error as a subgraph reported it; what is not well formed in it is left out. */
export interface SubgraphError {
  readonly message: string
  /** In the subgraph's terms. */
  readonly path: ResponsePath | null
  readonly extensions?: JsonObject
}

export interface SubgraphReply {
  /** Owned by the caller, who may change it. */
  readonly data: JsonObject | null
  readonly errors: readonly SubgraphError[]
  /** Where the registry's source stood before it was read; null where the registry does not say. */
  readonly position: string | null
}

/** @throws where the text is no GraphQL response. */
export function readReply(text: string, position: string | null): SubgraphReply {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new Error('answered malformed JSON')
  }
  if (!isJsonObject(body)) throw new Error('answered something other than a GraphQL response')
  const data = own(body, 'data')
  const errors = readErrors(own(body, 'errors'))
  if (isJsonObject(data)) return { data, errors, position }
  if (data != null || errors.length === 0) throw new Error('answered neither data nor errors')
  return { data: null, errors, position }
}

function readErrors(errors: unknown): SubgraphError[] {
  if (errors === undefined || errors === null) return []
  if (!Array.isArray(errors)) throw new Error('answered malformed errors')
  return errors.map((error: unknown) => {
    if (!isJsonObject(error)) throw new Error('answered malformed errors')
    const message = own(error, 'message')
    const path = own(error, 'path')
    const extensions = own(error, 'extensions')
    return {
      message: typeof message === 'string' && message !== '' ? message : 'error without a message',
      path: isResponsePath(path) ? path : null,
      ...(isJsonObject(extensions) ? { extensions } : {}),
    }
  })
}

function isResponsePath(path: unknown): path is ResponsePath {
  return Array.isArray(path) && path.every((key) => typeof key === 'string' || typeof key === 'number')
}
