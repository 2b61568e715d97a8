import { parametersOf, rowTypeOf } from './condition.ts'
import type { DataReader, Member } from './data-reader.ts'
import type { Agreement, Coordinate, Grant, Obligation } from './model.ts'
import { readCondition } from './read-condition.ts'

/** `Type.field`, or `Type.field(argument:)`: names as GraphQL has them. */
const coordinateForm = /^(?<field>[_A-Za-z]\w*\.[_A-Za-z]\w*)(?:\([_A-Za-z]\w*:\))?$/
const wildcardForm = /^[_A-Za-z]\w*\.\*$/

const groupMembers = [
  'name',
  'coordinates',
  'condition',
  'obligations',
  'consentRequired',
  'maxStalenessSeconds',
]

/** A coordinate, and of `Type.*` what it covers. */
type Named = Pick<Grant, 'coordinate' | 'covers'>

/** Reads groups of coordinates that are granted alike. The id of a grant says what it is, for readers of decisions. */
export function readGrants(reader: DataReader, member: Member, permission: string): Grant[] {
  const grants = reader.list(member, (group) => readGroup(reader, group, permission)).flat()
  noteIdleArguments(reader, grants, member[1])
  return grants
}

function readGroup(reader: DataReader, member: Member, permission: string): Grant[] | null {
  return reader.object(member, groupMembers, (at) => {
    const coordinates = reader.list(at('coordinates'), (value) => readNamed(reader, value))
    const terms = readTerms(reader, at)
    const name = reader.optional<string | null>(at('name'), null, (value) => reader.text(value))
    const words = name ?? inWords(terms)
    return coordinates.map((named) => ({
      id: `${permission}:${named.coordinate}${words === '' ? '' : `:${words}`}`,
      ...named,
      ...terms,
    }))
  })
}

type Terms = Omit<Grant, 'id' | 'coordinate' | 'covers'>

/** What is set to a coordinate that is granted. */
export function readTerms(reader: DataReader, at: (name: string) => Member): Terms {
  const condition = reader.optional(at('condition'), null, (value) => readCondition(reader, value))
  const obligations = reader.optional<Obligation[]>(at('obligations'), [], (value) =>
    reader.list(value, (each) => readObligation(reader, each)),
  )
  const consentRequired = reader.optional(at('consentRequired'), false, (value) => reader.boolean(value))
  const seconds = reader.optional<number | null>(at('maxStalenessSeconds'), null, (value) =>
    reader.count(value, 0),
  )
  if (consentRequired && condition !== null && rowTypeOf(condition) !== 'Person') {
    reader.note(at('consentRequired')[1], 'consent is a Person’s: the condition must be about a Person too')
  }
  return {
    ...(condition !== null && { condition }),
    ...(obligations.length > 0 && { obligations }),
    ...(consentRequired && { consentRequired }),
    ...(seconds !== null && { maxStalenessSeconds: seconds }),
  }
}

function inWords({ condition, obligations = [], consentRequired }: Terms): string {
  return [
    ...(consentRequired ? ['consent'] : []),
    ...(condition === undefined ? [] : [condition.kind]),
    ...obligations.map(({ kind }) => kind),
  ].join('+')
}

const obligationKinds = ['mask', 'generalise', 'maxRows'] as const
const generalisations = ['year', 'month', 'municipality', 'pseudonym'] as const

export function readObligation(reader: DataReader, member: Member): Obligation | null {
  const kind = reader.kind(obligationKinds, member)
  switch (kind) {
    case null:
      return null
    case 'mask':
      return reader.object(member, ['kind', 'keep'], (at) => ({ kind, keep: reader.count(at('keep'), 0) }))
    case 'generalise':
      return reader.object(member, ['kind', 'to'], (at) => ({
        kind,
        to: reader.oneOf(generalisations, at('to')),
      }))
    default:
      return reader.object(member, ['kind', 'rows'], (at) => ({ kind, rows: reader.count(at('rows'), 1) }))
  }
}

/** Reads what is forbidden, for every row. */
export function readForbids(reader: DataReader, member: Member, permission: string): Grant[] {
  return reader
    .list(member, (value) => readNamed(reader, value))
    .map((named) => ({ id: `${permission}:not:${named.coordinate}`, ...named }))
}

/** A coordinate, or `{ coordinate: 'Type.*', covers: [coordinate] }`. */
function readNamed(reader: DataReader, [value, place]: Member): Named | null {
  if (typeof value === 'object') {
    return reader.object([value, place], ['coordinate', 'covers'], (at) => readWildcard(reader, at))
  }
  if (typeof value === 'string' && wildcardForm.test(value)) {
    const example = JSON.stringify({ coordinate: value, covers: [value.replace('*', 'field')] })
    reader.note(place, `${value} must say what it covers, such as ${example}`)
    return null
  }
  const coordinate = readCoordinate(reader, [value, place])
  return coordinate === null ? null : { coordinate }
}

function readWildcard(reader: DataReader, at: (name: string) => Member): Named | null {
  const [coordinate, place] = at('coordinate')
  const covers = reader.list(at('covers'), (value) => readCoordinate(reader, value))
  if (typeof coordinate !== 'string' || !wildcardForm.test(coordinate)) {
    reader.note(place, `${JSON.stringify(coordinate)} is no type with all that is covered, such as Type.*`)
    return null
  }
  const others = covers.filter((each) => !each.startsWith(coordinate.slice(0, -1)))
  if (others.length > 0) reader.note(at('covers')[1], `${others.join(', ')} is not of ${coordinate}`)
  return { coordinate, covers }
}

function readCoordinate(reader: DataReader, [value, place]: Member): Coordinate | null {
  if (typeof value === 'string' && coordinateForm.test(value)) return value
  reader.note(place, `${JSON.stringify(value)} is no coordinate such as Type.field or Type.field(argument:)`)
  return null
}

/** An argument of a field that is not granted can never be used: most likely a slip of the pen. */
function noteIdleArguments(reader: DataReader, grants: readonly Grant[], place: string): void {
  const granted = new Set(grants.flatMap(({ coordinate, covers }) => covers ?? [coordinate]))
  for (const coordinate of granted) {
    const field = coordinateForm.exec(coordinate)?.groups?.['field']
    if (field !== undefined && !granted.has(field))
      reader.note(place, `${coordinate} is granted without ${field}`)
  }
}

/** Notes parameters that conditions compare with and the agreement does not have: they would be unknown for ever. */
export function noteMissingParameters(
  reader: DataReader,
  grants: readonly Grant[],
  parameters: Agreement['parameters'],
  place: string,
): void {
  const named = grants.flatMap(({ condition }) => (condition ? [...parametersOf(condition)] : []))
  for (const name of new Set(named)) {
    if (!Object.hasOwn(parameters, name)) reader.note(place, `the agreement has no parameter ${name}`)
  }
}
