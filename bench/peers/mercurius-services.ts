import { Kind, parse, print, visit } from 'graphql'
import type {
  ConstDirectiveNode,
  DefinitionNode,
  DirectiveNode,
  DocumentNode,
  ObjectTypeDefinitionNode,
  ObjectTypeExtensionNode,
} from 'graphql'
import { readRegistrySchemas } from '../registries/registry-schemas.ts'

/** Which registry holds the entity that others extend. */
const owners: Readonly<Record<string, string>> = {
  Person: 'population',
  LegalEntity: 'enterprise',
  Property: 'cadastre',
  Address: 'addresses',
  Institution: 'institutions',
}

/** Directives of federation 1; Mercurius knows no others. */
const known = new Set(['key', 'external', 'requires', 'provides'])

/** The registries as Mercurius' gateway takes them: its federation is version 1, where one service owns an entity. */
export function mercuriusServices(urls: Readonly<Record<string, string>>): readonly object[] {
  return readRegistrySchemas().map(({ registry, sdl }) => ({
    name: registry,
    url: urls[registry],
    mandatory: true,
    schema: federation1(registry, sdl),
  }))
}

function federation1(registry: string, sdl: string): string {
  const document = parse(sdl, { noLocation: true })
  const definitions = document.definitions.filter(isKept).map((definition): DefinitionNode => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return definition
    if (definition.name.value === 'Query') return { ...definition, kind: Kind.OBJECT_TYPE_EXTENSION } as const
    const owner = owners[definition.name.value]
    return owner === undefined || owner === registry ? definition : extensionOf(definition)
  })
  const adapted: DocumentNode = { ...document, definitions }
  return print(
    visit(adapted, {
      Directive: (node) => (known.has(node.name.value) ? withoutResolvable(node) : null),
      InputValueDefinition: (node) => (node.name.value === 'scope' ? null : undefined),
    }),
  )
}

function isKept(definition: DefinitionNode): boolean {
  if (definition.kind === Kind.SCHEMA_EXTENSION || definition.kind === Kind.DIRECTIVE_DEFINITION) return false
  return definition.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION
}

function extensionOf(definition: ObjectTypeDefinitionNode): ObjectTypeExtensionNode {
  const external: ConstDirectiveNode = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'external' } }
  return {
    ...definition,
    kind: Kind.OBJECT_TYPE_EXTENSION,
    fields: definition.fields?.map((field) =>
      field.name.value === 'id' ? { ...field, directives: [...(field.directives ?? []), external] } : field,
    ),
  }
}

function withoutResolvable(node: DirectiveNode): DirectiveNode {
  return { ...node, arguments: node.arguments?.filter(({ name }) => name.value !== 'resolvable') }
}
