import { visit } from 'graphql'
import type { DocumentNode } from 'graphql'

/** Response keys and variables that the gateway adds to a permitted operation; no caller's text has one of them. */
export interface HelperNames {
  /**
   * The key under which a field is fetched. A caller's alias gets one of its own: registries' entities are joined by
   * fields such as `id`, and an alias of that name would be taken for the key.
   */
  fetched(field: string, responseName: string): string
  sibling(field: string): string
  numbered(kind: 'after' | 'scope' | 'first', position: number): string
  /** The caller's own codes, and the variable that holds the code they are found by. */
  readonly self: string
  /** The variable that says on whose behalf and under which agreement something is done. */
  readonly acting: string
  /** The variable that says by which codes the caller has been known. */
  readonly callerCodes: string
  /** People of a search whose rows are not opened. */
  readonly hits: string
  readonly hitNode: string
}

/** Names that begin with a prefix which stands nowhere in the caller's document. */
export function helperNames(document: DocumentNode): HelperNames {
  const taken = new Set<string>()
  visit(document, { Name: (node) => void taken.add(node.value) })
  let prefix = 'dagr_'
  for (let attempt = 1; [...taken].some((name) => name.startsWith(prefix)); attempt++)
    prefix = `dagr${attempt}_`
  const alias = `${prefix}alias_`
  return {
    fetched: (field, responseName) => (field === responseName ? field : alias + responseName),
    sibling: (field) => `${prefix}field_${field}`,
    numbered: (kind, position) => `${prefix}${kind}${position}`,
    self: `${prefix}self`,
    acting: `${prefix}acting`,
    callerCodes: `${prefix}codes`,
    hits: `${prefix}hits`,
    hitNode: `${prefix}node`,
  }
}
