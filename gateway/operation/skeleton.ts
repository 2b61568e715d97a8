import { parseValue } from 'graphql'

/** A number or a string in a document's text, but for block strings. */
export interface Literal {
  readonly kind: 'string' | 'int' | 'float'
  /** As it is written. */
  readonly text: string
  /** Place of its first character. */
  readonly start: number
}

/** A document's text without its literals: texts with one skeleton have the same tokens but for those. */
export interface Skeleton {
  readonly key: string
  readonly literals: readonly Literal[]
}

/** Stands in no GraphQL document. */
export const gap = '\u0000'

/** Block strings, strings, comments, names and numbers, as the specification has them; whatever else there is stays. */
const tokens =
  /"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\\n\r])*"|#[^\n\r]*|[_A-Za-z][_0-9A-Za-z]*|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/g

/** null where the text has no literals, or cannot be a document. */
export function skeletonOf(text: string): Skeleton | null {
  if (text.includes(gap)) return null
  const literals: Literal[] = []
  let key = ''
  let end = 0
  for (const match of text.matchAll(tokens)) {
    const [token] = match
    const kind = kindOf(token)
    if (kind === null) continue
    literals.push({ kind, text: token, start: match.index })
    key += `${text.slice(end, match.index)}${gap}${kind}${gap}`
    end = match.index + token.length
  }
  return literals.length === 0 ? null : { key: key + text.slice(end), literals }
}

function kindOf(token: string): Literal['kind'] | null {
  const [first = ''] = token
  if (first === '"') return token.startsWith('"""') ? null : 'string'
  if (first === '-' || (first >= '0' && first <= '9')) return /[.eE]/.test(token) ? 'float' : 'int'
  return null
}

/** The value of a literal for a scalar of the specification, as it would be given by a variable; undefined where it is none of its type. */
export function valueOf({ kind, text }: Literal, type: string): string | number | undefined {
  switch (type) {
    case 'String':
      return kind === 'string' ? stringOf(text) : undefined
    case 'ID':
      return kind === 'string' ? stringOf(text) : kind === 'int' ? text : undefined
    case 'Int': {
      const value = Number(text)
      return kind === 'int' && value >= -(2 ** 31) && value < 2 ** 31 ? value : undefined
    }
    case 'Float': {
      const value = Number(text)
      return kind !== 'string' && Number.isFinite(value) ? value : undefined
    }
    default:
      return undefined
  }
}

/** undefined where the specification does not have such a string. */
function stringOf(text: string): string | undefined {
  if (!/[\\\ud800-\udfff]/.test(text)) return text.slice(1, -1)
  try {
    const node = parseValue(text, { noLocation: true })
    return 'value' in node && typeof node.value === 'string' ? node.value : undefined
  } catch {
    return undefined
  }
}
