import { valueFromASTUntyped, visit } from 'graphql'
import type { ConstDirectiveNode, DirectiveNode, DocumentNode } from 'graphql'

const specification = 'https://dagr.gov.lv/spec/'

/** What the gateway reads of schemas: see `schema-facts.ts`. */
const ours = ['personal', 'lookup', 'scopes', 'hot']

/**
 * What is wrong with how a subgraph's schema spells the directives that say what is personal. Composition drops a directive
 * that it is not told of, and keeps another name as it is: either way nobody would hear what the schema says. A sentence for
 * each, with what to do.
 */
export function spellingsOfDirectives(subgraph: string, schema: DocumentNode): readonly string[] {
  const used = new Set<string>()
  const links: ReadonlyMap<string, unknown>[] = []
  const composed = new Set<unknown>()
  const keepers = new Set<string>()
  visit(schema, {
    Directive(node: DirectiveNode) {
      used.add(node.name.value)
      if (node.name.value === 'link') links.push(argumentsOf(node))
      if (node.name.value === 'composeDirective') composed.add(argumentsOf(node).get('name'))
      if (node.name.value === 'hot') keepers.add(String(argumentsOf(node).get('registry')))
    },
  })
  const imports = links
    .filter((link) => String(link.get('url')).startsWith(specification))
    .flatMap((link) => importsOf(link.get('import')))
  const renamed = imports
    .filter(({ name, as }) => name !== as)
    .map(({ name, as }) => `${subgraph} imports ${name} as ${as}. Import it under its own name.`)
  const spelt = [...used].flatMap((name) => {
    const meant = ours.find((each) => name.toLowerCase() === each || name.toLowerCase().endsWith(`__${each}`))
    if (meant === undefined) return []
    if (meant !== name)
      return [`${subgraph} uses @${name}. Import @${meant} from ${specification}v1.0, and use that.`]
    if (!imports.some((each) => each.name === `@${name}` && each.as === `@${name}`))
      return [`${subgraph} uses @${name} without a link to it. Import it from ${specification}v1.0.`]
    if (!composed.has(`@${name}`))
      return [`${subgraph} uses @${name}, which is not composed. Add @composeDirective(name: "@${name}").`]
    return []
  })
  // Composition merges the types of all subgraphs: afterwards nobody could tell who said it.
  const foreign = [...keepers]
    .filter((registry) => registry !== subgraph)
    .map(
      (registry) =>
        `${subgraph} says @hot(registry: "${registry}") of what is not its own. Write "${subgraph}" there.`,
    )
  return [...renamed, ...spelt, ...foreign]
}

interface Import {
  readonly name: string
  readonly as: string
}

function importsOf(value: unknown): readonly Import[] {
  if (!Array.isArray(value)) return []
  return value.map((each: unknown) => {
    if (typeof each !== 'object' || each === null) return { name: String(each), as: String(each) }
    const { name, as = name } = each as { readonly name?: unknown; readonly as?: unknown }
    return { name: String(name), as: String(as) }
  })
}

function argumentsOf(application: DirectiveNode | ConstDirectiveNode): ReadonlyMap<string, unknown> {
  return new Map(
    (application.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  )
}
