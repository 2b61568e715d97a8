import { readFileSync } from 'node:fs'
import type { FieldDefinitionNode, NamedTypeNode, ObjectTypeDefinitionNode, TypeNode } from 'graphql'
import { Kind, parse } from 'graphql'
import type { Registry } from '#tools/country/registries.ts'

/** For every hot type of a registry's schema, a selection of all that it holds; entities that it links to by their keys. */
export function hotSelections(registry: Registry): ReadonlyMap<string, string> {
  const schema = parse(
    readFileSync(new URL(`../subgraphs/${registry}/schema.graphql`, import.meta.url), 'utf8'),
  )
  const objects = new Map<string, ObjectTypeDefinitionNode>()
  const unions = new Map<string, readonly NamedTypeNode[]>()
  for (const node of schema.definitions) {
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION) objects.set(node.name.value, node)
    if (node.kind === Kind.UNION_TYPE_DEFINITION) unions.set(node.name.value, node.types ?? [])
  }
  const fieldsOf = (object: ObjectTypeDefinitionNode): string =>
    (object.fields ?? [])
      .filter((field) => !says(field, 'external'))
      .map((field) => `${field.name.value} ${selectionOf(typeName(field.type))}`)
      .join(' ')
  const selectionOf = (type: string): string => {
    const members = unions.get(type)
    if (members !== undefined)
      return `{ __typename ${members.map(({ name }) => `... on ${name.value} { id }`).join(' ')} }`
    const object = objects.get(type)
    if (object === undefined) return ''
    return says(object, 'key') ? '{ __typename id }' : `{ ${fieldsOf(object)} }`
  }
  return new Map(
    [...objects.values()]
      .filter((object) => says(object, 'hot'))
      .map((object) => [object.name.value, `__typename ${fieldsOf(object)}`]),
  )
}

function says(node: ObjectTypeDefinitionNode | FieldDefinitionNode, directive: string): boolean {
  return node.directives?.some(({ name }) => name.value === directive) ?? false
}

function typeName(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : typeName(type.type)
}
