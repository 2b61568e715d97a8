import { isObjectType } from 'graphql'
import type { GraphQLNamedType } from 'graphql'

/** One field about to be selected. */
export interface SelectedField {
  readonly parent: GraphQLNamedType
  /** Name and arguments as written. */
  readonly call: string
  readonly type: string
  readonly leaf: boolean
}

/**
 * What is selected in one response object, by response key: fragments on it share the scope. It gives out keys so that
 * every field merges with those that are there (GraphQL's "fields in set can merge").
 */
export class SelectionScope {
  readonly #selected = new Map<string, { fields: SelectedField[]; below: SelectionScope }>()

  /** Selects the field under the wished key, or under a made-up one where it would clash. */
  select(field: SelectedField, wished: string): { key: string; below: SelectionScope } {
    let key = wished
    for (let number = 1; !this.#fits(field, key); number++) key = `other_${number}`
    const there = this.#selected.get(key) ?? { fields: [], below: new SelectionScope() }
    there.fields.push(field)
    this.#selected.set(key, there)
    return { key, below: there.below }
  }

  #fits(field: SelectedField, key: string): boolean {
    return (this.#selected.get(key)?.fields ?? []).every((there) => {
      if (there.type !== field.type || there.leaf !== field.leaf) return false
      const apart = there.parent !== field.parent && isObjectType(there.parent) && isObjectType(field.parent)
      return there.call === field.call || (apart && field.leaf)
    })
  }
}
