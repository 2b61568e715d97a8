import type { FieldNode } from 'graphql'
import type { Emission } from './emission.ts'
import { argument, plainField, selectionSet } from './graphql-nodes.ts'
import type { HelperNames } from './helpers.ts'
import { needsMunicipality } from './obligations.ts'
import type { JudgedField } from './prune.ts'
import { attributesOfRows } from './row-attributes.ts'
import { rowTypeOfConnection } from './subjects.ts'
import type { SubjectLookup } from './subjects.ts'

export function isToldAsMunicipality({ conditions }: JudgedField): boolean {
  return conditions.guards.flat().some(({ obligations }) => needsMunicipality(obligations))
}

/**
 * People in a search result are recorded also where only its size or its cursors are asked for; rows under a condition are
 * checked whatever is asked of them.
 */
export function needsHits(connection: JudgedField, fields: readonly JudgedField[]): boolean {
  if (connection.conditions.rowGuards.length > 0) return true
  if (!connection.leadsToSubjects || connection.about.kind !== 'inherited') return false
  return !fields.some(({ selected, children }) => {
    if (selected.definition.name !== 'edges') return false
    return [...(children?.values() ?? [])].flat().some((field) => field.about.kind === 'target')
  })
}

/** The rows of a search, as many as there are, with what has to be known of them. */
export function hitsNode(emission: Emission, connection: JudgedField): FieldNode {
  const { names, full } = emission
  const type = rowTypeOfConnection(connection.selected) ?? ''
  const fields = new Set(attributesOfRows(full, type, connection.conditions.rowGuards).values())
  if (connection.leadsToSubjects) fields.add('id')
  if (isNamedByCode(emission, connection, type)) fields.add('codes')
  const helpers = [...fields].map((field) => plainField(field, names.sibling(field)))
  const selected = helpers.length > 0 ? helpers : [plainField('__typename')]
  const node = { ...plainField('node', names.hitNode), selectionSet: selectionSet(selected) }
  return { ...plainField('edges', names.hits), selectionSet: selectionSet([node]) }
}

/** A person who was named by an earlier code must be recognised as the one who was found. */
export function isNamedByCode({ subjects }: Emission, field: JudgedField, type: string | null): boolean {
  return field.namesSubjects && subjects.owners.has(`${type}.codes`)
}

/** The caller's own codes. */
export function selfNode(names: HelperNames, lookup: SubjectLookup): FieldNode {
  return {
    ...plainField(lookup.field, names.self),
    arguments: [argument(lookup.argument, names.self)],
    selectionSet: selectionSet([plainField('codes')]),
  }
}
