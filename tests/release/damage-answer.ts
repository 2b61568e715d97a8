import { lot } from './lot.ts'

export interface GraphQLBody {
  data?: unknown
  errors?: unknown[]
}

type Path = readonly (string | number)[]
type Json = Record<string, unknown>

/** A code that nobody has, and a text that no registry says. */
export const canaryCode = '38888888888'
export const canaryText = 'canary'

/** In a thousand, for each key of each object. */
const damages = ['null', 'error', 'missing', 'number', 'flag', 'list', 'object'] as const

/** What asks to be taken for the key, or the subject, of somebody else. */
const helperKeys = [
  'id',
  'codes',
  'subject',
  'dagr_field_id',
  'dagr_field_codes',
  'dagr_field_subject',
  'dagr_self',
  '__typename',
  '__proto__',
]

interface Damage {
  readonly seed: number
  readonly rate: number
  readonly canaries: readonly string[]
  readonly errors: unknown[]
}

/**
 * An answer as a registry might spoil it: nulls, with or without an error, missing keys, wrong types, wrong type names, and
 * keys that nobody asked for (`canaries`, helpers), with what must never be seen again. `nulls` are the names of those
 * that no error explains.
 */
export function damageAnswer(
  body: GraphQLBody,
  seed: number,
  canaries: readonly string[],
): { readonly body: GraphQLBody; readonly nulls: readonly string[] } {
  const errors = [...(body.errors ?? [])]
  const rate = [0, 4, 10, 30][seed % 4] ?? 0
  const damage: Damage = { seed, rate, canaries, errors }
  const data = spoil(damage, body.data, [])
  if (lot(seed, 'stray') % 6 === 0) errors.push(strayError(seed))
  return {
    body: errors.length > 0 ? { data, errors } : { data },
    nulls: unexplained(data, errors),
  }
}

/** Errors whose paths lead nowhere, or say what they should not. */
function strayError(seed: number): unknown {
  const told = `it is ${canaryCode}, 388888-88888`
  const path = [
    ['person', canaryCode],
    ['_entities', 0, canaryCode],
    ['_entities', Number(canaryCode), 'givenName'],
    ['dagr_self', 'codes'],
    ['__proto__', 'constructor'],
    ['persons', 'edges', Number(canaryCode)],
    'person',
    null,
  ][lot(seed, 'path') % 8]
  return { message: told, path, extensions: { code: told, told } }
}

function spoil(damage: Damage, value: unknown, path: Path): unknown {
  if (Array.isArray(value))
    return value.map((element, position) =>
      draw(damage, [...path, position], 1000) < damage.rate / 4
        ? null
        : spoil(damage, element, [...path, position]),
    )
  if (typeof value !== 'object' || value === null) return value
  const given = new Map(Object.entries(value as Json))
  const isSwapped = given.has('__typename') && draw(damage, [...path, 'type'], 1000) < damage.rate
  const spoilt: Json = Object.create(null)
  for (const [key, below] of given) spoilKey(damage, spoilt, key, below, [...path, key])
  if (isSwapped)
    spoilt['__typename'] =
      given.get('__typename') === 'Person' ? 'LegalEntity' : ['Person', 'Nothing', 7][draw(damage, path, 3)]
  // Of a type that it is not, a key that was asked of that type would be asked for.
  else if (damage.rate > 0) addUnasked(damage, spoilt, given, path)
  return spoilt
}

function spoilKey(damage: Damage, spoilt: Json, key: string, below: unknown, path: Path): void {
  const isChosen = draw(damage, path, 1000) < damage.rate * 4
  const chosen = isChosen ? damages[draw(damage, [...path, 'kind'], damages.length)] : undefined
  switch (chosen) {
    case undefined:
      spoilt[key] = spoil(damage, below, path)
      return
    case 'missing':
      return
    case 'error':
      damage.errors.push({ message: `no ${key} of ${canaryCode}`, path, extensions: { code: canaryCode } })
      spoilt[key] = null
      return
    case 'null':
      spoilt[key] = null
      return
    default:
      spoilt[key] = { number: 7.5, flag: true, list: [[7]], object: { x: 7 } }[chosen]
  }
}

function addUnasked(damage: Damage, spoilt: Json, given: ReadonlyMap<string, unknown>, path: Path): void {
  for (const key of [...helperKeys, ...damage.canaries]) {
    if (given.has(key) || draw(damage, [...path, 'unasked', key], 100) >= 8) continue
    const value = canaryOf(damage, path, key)
    Object.defineProperty(spoilt, key, { value, enumerable: true })
  }
}

function canaryOf(damage: Damage, path: Path, key: string): unknown {
  if (key === '__typename') return 'LegalEntity'
  if (key === 'dagr_self') return { codes: [canaryCode] }
  if (key.endsWith('codes')) return [canaryCode]
  if (/id$|subject$|ode$/i.test(key)) return canaryCode
  const kinds = [
    canaryText,
    { personalCode: canaryCode, givenName: canaryText, dagr_field_id: canaryCode },
    [canaryText],
  ]
  return kinds[draw(damage, [...path, key], kinds.length)]
}

function draw({ seed }: Damage, path: Path, below: number): number {
  return lot(seed, path.join('.')) % below
}

function unexplained(data: unknown, errors: readonly unknown[]): readonly string[] {
  const explained = new Set<string>()
  for (const error of errors) {
    const path: unknown = typeof error === 'object' && error !== null && 'path' in error ? error.path : null
    if (Array.isArray(path)) path.forEach((_, end) => explained.add(JSON.stringify(path.slice(0, end + 1))))
  }
  const nulls: string[] = []
  const visit = (value: unknown, path: Path): void => {
    if (Array.isArray(value)) value.forEach((element, position) => visit(element, [...path, position]))
    else if (typeof value === 'object' && value !== null)
      for (const [key, below] of Object.entries(value)) visit(below, [...path, key])
    else if (value === null && !explained.has(JSON.stringify(path))) nulls.push(askedName(path))
  }
  visit(data, [])
  return nulls
}

/** The caller's name for a key: what the gateway and its planner add to it is taken away. */
function askedName(path: Path): string {
  const key = path.findLast((each) => typeof each === 'string') ?? ''
  return key.replace(/__alias_\d+$/, '').replace(/^dagr\d*_alias_/, '')
}
