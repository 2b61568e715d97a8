import type { HotArgument, HotValue } from '#gateway/planner/hot-fetch.ts'

type Variables = Readonly<Record<string, unknown>>

/** Longer ones are not kept: what they lead to would be a small part of them. */
const mostCharacters = 4_000

/**
 * A field's arguments with variables filled in, as a text that is equal where the registry is asked the same; '' where none is
 * given, null where they are not kept.
 */
export function argumentText(given: readonly HotArgument[], variables: Variables): string | null {
  let text = ''
  for (const { name, isScope, value } of given) {
    if (isScope && value.kind === 'variable' && variables[value.name] === null) continue
    const part = valueText(value, variables)
    if (part === undefined || (isScope && part === 'null')) continue
    text += text === '' ? `${name}:${part}` : `,${name}:${part}`
  }
  return text.length > mostCharacters ? null : text
}

/** The one argument that is given, where that is a text. */
export function soleArgument(
  given: readonly HotArgument[],
  variables: Variables,
): { readonly name: string; readonly text: string } | null {
  let sole: { readonly name: string; readonly text: string } | null = null
  for (const { name, isScope, value } of given) {
    let filled: unknown
    if (value.kind === 'variable') {
      filled = Object.hasOwn(variables, value.name) ? variables[value.name] : undefined
      if ((filled === undefined && value.otherwise === null) || (isScope && filled === null)) continue
    } else if (value.kind === 'constant' && value.json.startsWith('"')) {
      filled = JSON.parse(value.json)
    }
    if (sole !== null || typeof filled !== 'string') return null
    sole = { name, text: filled }
  }
  return sole
}

function valueText(value: HotValue, variables: Variables): string | undefined {
  switch (value.kind) {
    case 'constant':
      return value.json
    case 'variable': {
      const filled = Object.hasOwn(variables, value.name) ? variables[value.name] : undefined
      return filled === undefined ? (value.otherwise ?? undefined) : canonicalJson(filled)
    }
    case 'list':
      return `[${value.items.map((item) => valueText(item, variables) ?? 'null').join(',')}]`
    default:
      return `{${value.fields
        .flatMap(([name, part]) => {
          const text = valueText(part, variables)
          return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`]
        })
        .join(',')}}`
  }
}

/** JSON with the members of objects in the order of their names. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  return `{${Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`)
    .join(',')}}`
}
