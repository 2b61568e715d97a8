import { DataFileError, DataReader } from './data-reader.ts'
import type { Member } from './data-reader.ts'
import type { AgreementStatus, Application, Condition, Coordinate, Grant } from './model.ts'
import type { AgreementTerms, Organisation } from './store-rows.ts'
import { plainTerms } from './plain-terms.ts'

/** What a data file of agreements holds; a change that `publish` takes. */
export interface AgreementsFile {
  readonly organisations: readonly Organisation[]
  readonly agreements: readonly AgreementTerms[]
  readonly applications: readonly Application[]
}

const statuses: readonly [AgreementStatus, ...AgreementStatus[]] = ['active', 'suspended', 'ended']
const conditionKinds = ['self'] as const

/** `Type.field`, or `Type.field(argument:)`: names as GraphQL has them, no wildcards. */
const coordinateForm = /^(?<field>[_A-Za-z]\w*\.[_A-Za-z]\w*)(?:\([_A-Za-z]\w*:\))?$/

/**
 * Reads the text of a data file:
 * `{ organisations: [{ id, name }], applications: [{ id, consumer, defaultPermission }], agreements: [{ permission,
 * consumer, purpose, legalBasis, caseRequired, validFrom, validTo, status, grants: [{ coordinates, condition }],
 * forbids: [coordinate] }] }`, where `condition` and `forbids` may be left out.
 *
 * @throws DataFileError with a line for each value that is missing, unknown, malformed, repeated or refers to nothing.
 */
export function readAgreementsFile(text: string): AgreementsFile {
  const reader = new DataReader()
  const file = reader.object([parsed(text), ''], ['organisations', 'applications', 'agreements'], (at) => ({
    organisations: reader.list(at('organisations'), (member) => readOrganisation(reader, member)),
    agreements: reader.list(at('agreements'), (member) => readAgreement(reader, member)),
    applications: reader.list(at('applications'), (member) => readApplication(reader, member)),
  }))
  if (file !== null) noteBrokenReferences(reader, file)
  reader.finish()
  return file ?? { organisations: [], agreements: [], applications: [] }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new DataFileError([`It is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`])
  }
}

function readOrganisation(reader: DataReader, member: Member): Organisation | null {
  return reader.object(member, ['id', 'name'], (at) => ({
    id: reader.text(at('id')),
    name: reader.text(at('name')),
  }))
}

function readApplication(reader: DataReader, member: Member): Application | null {
  return reader.object(member, ['id', 'consumer', 'defaultPermission'], (at) => ({
    id: reader.text(at('id')),
    consumer: reader.text(at('consumer')),
    defaultPermission: reader.nullable(at('defaultPermission'), (value) => reader.text(value)),
  }))
}

const agreementMembers = [
  'permission',
  'consumer',
  'purpose',
  'legalBasis',
  'caseRequired',
  'validFrom',
  'validTo',
  'status',
  'grants',
  'forbids',
]

function readAgreement(reader: DataReader, member: Member): AgreementTerms | null {
  return reader.object(member, agreementMembers, (at) => {
    const permission = reader.text(at('permission'))
    const validFrom = reader.instant(at('validFrom'))
    const validTo = reader.nullable(at('validTo'), (value) => reader.instant(value))
    if (validTo !== null && Date.parse(validTo) <= Date.parse(validFrom)) {
      reader.note(at('validTo')[1], 'must be after validFrom')
    }
    const grants = reader.list(at('grants'), (group) => readGrants(reader, group, permission)).flat()
    noteIdleArguments(reader, grants, at('grants')[1])
    return {
      ...plainTerms,
      permission,
      consumer: reader.text(at('consumer')),
      purpose: reader.text(at('purpose')),
      legalBasis: reader.text(at('legalBasis')),
      caseRequired: reader.boolean(at('caseRequired')),
      validFrom,
      validTo,
      status: reader.oneOf(statuses, at('status')),
      grants,
      forbids: readForbids(reader, at('forbids'), permission),
    }
  })
}

/** A group of coordinates under one condition, or none. The id of a grant says what it is, for readers of decisions. */
function readGrants(reader: DataReader, member: Member, permission: string): Grant[] | null {
  return reader.object(member, ['coordinates', 'condition'], (at) => {
    const coordinates = reader.list(at('coordinates'), (value) => readCoordinate(reader, value))
    if (at('condition')[0] === undefined) {
      return coordinates.map((coordinate) => ({ id: `${permission}:${coordinate}`, coordinate }))
    }
    const condition = readCondition(reader, at('condition'))
    return coordinates.map((coordinate) => ({
      id: `${permission}:${coordinate}:${condition.kind}`,
      coordinate,
      condition,
    }))
  })
}

function readCondition(reader: DataReader, member: Member): Condition {
  const condition = reader.object(member, ['kind'], (at) => ({
    kind: reader.oneOf(conditionKinds, at('kind')),
  }))
  return condition ?? { kind: 'self' }
}

function readForbids(reader: DataReader, member: Member, permission: string): Grant[] {
  if (member[0] === undefined) return []
  return reader
    .list(member, (value) => readCoordinate(reader, value))
    .map((coordinate) => ({ id: `${permission}:not:${coordinate}`, coordinate }))
}

function readCoordinate(reader: DataReader, [value, place]: Member): Coordinate | null {
  if (typeof value === 'string' && coordinateForm.test(value)) return value
  reader.note(place, `${JSON.stringify(value)} is no coordinate such as Type.field or Type.field(argument:)`)
  return null
}

/** An argument of a field that is not granted can never be used: most likely a slip of the pen. */
function noteIdleArguments(reader: DataReader, grants: readonly Grant[], place: string): void {
  const granted = new Set(grants.map((grant) => grant.coordinate))
  for (const coordinate of granted) {
    const field = coordinateForm.exec(coordinate)?.groups?.['field']
    if (field !== undefined && !granted.has(field))
      reader.note(place, `${coordinate} is granted without ${field}`)
  }
}

function noteBrokenReferences(reader: DataReader, file: AgreementsFile): void {
  const { organisations, agreements, applications } = file
  noteRepeated(
    reader,
    'organisations',
    organisations.map(({ id }) => id),
  )
  noteRepeated(
    reader,
    'applications',
    applications.map(({ id }) => id),
  )
  noteRepeated(
    reader,
    'agreements',
    agreements.map(({ permission }) => permission),
  )
  noteRepeated(
    reader,
    'grants and forbids',
    agreements.flatMap((agreement) => [...agreement.grants, ...agreement.forbids]).map(({ id }) => id),
  )
  const known = new Set(organisations.map(({ id }) => id))
  for (const { consumer, permission } of agreements) {
    if (!known.has(consumer)) reader.note(`agreement ${permission}`, `no organisation has the id ${consumer}`)
  }
  const consumers = new Map(agreements.map(({ permission, consumer }) => [permission, consumer]))
  for (const { id, consumer, defaultPermission } of applications) {
    if (!known.has(consumer)) reader.note(`application ${id}`, `no organisation has the id ${consumer}`)
    if (defaultPermission !== null && consumers.get(defaultPermission) !== consumer) {
      reader.note(`application ${id}`, `${consumer} has no agreement ${defaultPermission}`)
    }
  }
}

function noteRepeated(reader: DataReader, place: string, ids: readonly string[]): void {
  for (const [id, same] of Map.groupBy(ids, (each) => each)) {
    if (same.length > 1) reader.note(place, `${id} is repeated`)
  }
}
