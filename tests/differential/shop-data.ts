import { getNamedType, isAbstractType, isEnumType, isListType, isNonNullType, isObjectType } from 'graphql'
import type { GraphQLOutputType, GraphQLResolveInfo, GraphQLSchema } from 'graphql'

/** What the resolvers make of fields: the same in every subgraph, so that subgraphs agree about what they share. */
export interface FieldFaults {
  /** Fields that throw, in percent. */
  throwing: number
  /** Fields that are null, in percent. */
  nulling: number
  /** Entities that their subgraph does not know, in percent. */
  missing: number
}

/** An object of the test data: its identity, with key fields and whatever a representation brought along. */
export interface ShopObject {
  readonly __typename: string
  readonly ref: string
  readonly [field: string]: unknown
}

const keyFields = new Set(['id', 'isbn', 'code', 'number', 'country', 'shop', 'book', 'about'])

/** Deterministic small hash (FNV-1a). */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0
  return value
}

/** The object number `n` of a type. An interface object stands for one of its implementations. */
export function shopObject(type: string, n: number): ShopObject {
  switch (type) {
    case 'User':
      return { __typename: type, ref: `User:u${n}`, id: `u${n}` }
    case 'Book':
      return { __typename: type, ref: `Media:b${n}`, id: `b${n}`, isbn: `isbn-b${n}` }
    case 'Film':
      return { __typename: type, ref: `Media:f${n}`, id: `f${n}` }
    case 'Media':
      return { ...shopObject(n % 2 === 0 ? 'Book' : 'Film', n), __typename: type }
    case 'Shop':
      return {
        __typename: type,
        ref: `Shop:${n}`,
        number: n,
        code: `s${n}`,
        country: shopObject('Country', n % 2),
      }
    case 'Country':
      return { __typename: type, ref: `Country:${n}`, code: `c${n}` }
    case 'Stock':
      return {
        __typename: type,
        ref: `Stock:${n}`,
        shop: shopObject('Shop', n),
        book: shopObject('Book', n + 1),
      }
    case 'Review':
      return { __typename: type, ref: `Review:${n}`, id: `r${n}`, about: shopObject('Media', n) }
    default:
      return { __typename: type, ref: `${type}:${n}`, id: `${type}-${n}` }
  }
}

/** The object that a representation means; what it carries beside keys decides fields with `@requires`. */
export function resolveReference(
  schema: GraphQLSchema,
  representation: Record<string, unknown>,
  faults: FieldFaults,
): ShopObject | null {
  const type = String(representation['__typename'])
  const shop = representation.shop as Record<string, unknown> | undefined
  const key = String(
    representation.id ?? representation.isbn ?? representation.number ?? representation.code ?? shop?.number,
  )
  const n = Number(/\d+$/.exec(key)?.[0] ?? 0)
  const known = type === 'Media' ? shopObject(key.startsWith('b') ? 'Book' : 'Film', n) : shopObject(type, n)
  if (hash(`missing ${known.ref}`) % 100 < faults.missing) return null
  const brought = Object.entries(representation).filter(
    ([field]) => !keyFields.has(field) && field !== '__typename',
  )
  // Only a subgraph where the interface is an object calls its entities by the interface's name.
  const typename = isAbstractType(schema.getType(type)) ? known['__typename'] : type
  brought.sort(([a], [b]) => a.localeCompare(b))
  return { ...known, __typename: typename, brought: JSON.stringify(brought) }
}

/** Makes any field's value from the object's identity, the field, its arguments and what its representation brought. */
export function resolveField(
  source: ShopObject | undefined,
  args: Record<string, unknown>,
  info: GraphQLResolveInfo,
  faults: FieldFaults,
): unknown {
  const { fieldName, returnType, schema, parentType } = info
  const owner = source?.ref ?? 'root'
  if (keyFields.has(fieldName) && source !== undefined && fieldName in source) return source[fieldName]
  const seed = `${owner}.${fieldName}(${JSON.stringify(args)})`
  const shared = parentType.name === 'Query' && fieldName.startsWith('place')
  const lot = hash(`fault ${seed}`) % 100
  if (!shared && lot < faults.throwing) throw new Error(`fault at ${seed}`)
  if (!shared && lot < faults.throwing + faults.nulling) return null
  const definition = parentType.getFields()[fieldName]?.astNode
  const requires = definition?.directives?.some(({ name }) => name.value === 'requires')
  return makeValue(schema, returnType, requires === true ? seed + String(source?.brought) : seed, args)
}

function makeValue(
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  seed: string,
  args: Record<string, unknown>,
): unknown {
  const number = hash(seed)
  if (isNonNullType(type)) return makeValue(schema, type.ofType, seed, args)
  if (isListType(type)) {
    const length = typeof args.first === 'number' ? args.first : number % 4
    return Array.from({ length }, (_, index) => makeValue(schema, type.ofType, `${seed}[${index}]`, {}))
  }
  const named = getNamedType(type)
  if (isEnumType(named)) return named.getValues()[number % named.getValues().length]?.value
  switch (named.name) {
    case 'Int':
      return 1 + (number % 1000)
    case 'Float':
      return 0.5 + (number % 1000) / 4
    case 'Boolean':
      return true
    case 'String':
    case 'ID':
      return `${seed.split('.').at(-1)?.slice(0, 8)} ${number % 1000}`
    default: {
      const possible = isObjectType(named) ? [named] : schema.getPossibleTypes(named as never)
      const chosen = possible[number % possible.length]?.name ?? named.name
      const object = shopObject(chosen, 1 + (number % 4))
      return ['Address', 'Strict', 'BookSize', 'FilmSize'].includes(chosen)
        ? { ...object, ref: `${chosen} of ${seed}` }
        : object
    }
  }
}
