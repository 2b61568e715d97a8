import { DataFileError, DataReader } from './data-reader.ts'
import type { Member } from './data-reader.ts'
import type { Agreement, AgreementStatus, Application } from './model.ts'
import { noteNamedPeople } from './named-people.ts'
import type { AgreementTerms, Organisation } from './store-rows.ts'
import { mostDelayDays, plainTerms } from './plain-terms.ts'
import { noteMissingParameters, readForbids, readGrants } from './read-grants.ts'

/** What a data file of agreements holds; a change that `publish` takes. */
export interface AgreementsFile {
  readonly organisations: readonly Organisation[]
  readonly agreements: readonly AgreementTerms[]
  readonly applications: readonly Application[]
}

const statuses: readonly [AgreementStatus, ...AgreementStatus[]] = ['active', 'suspended', 'ended']

/**
 * Reads the text of a data file:
 * `{ organisations: [{ id, name }], applications: [{ id, consumer, defaultPermission }], agreements: [{ permission,
 * consumer, purpose, legalBasis, caseRequired, validFrom, validTo, status, grants: [group], forbids: [coordinate] }] }`.
 * An agreement may have the other terms of `Agreement` too; those that it leaves out are plain. A group is `{ coordinates,
 * condition, obligations, consentRequired, maxStalenessSeconds, name }`, of which only `coordinates` must be there; `name`
 * tells it apart from another group of the same form. A coordinate may be `{ coordinate: 'Type.*', covers: [coordinate] }`.
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
  ...Object.keys(plainTerms),
]

function readAgreement(reader: DataReader, member: Member): AgreementTerms | null {
  return reader.object(member, agreementMembers, (at) => {
    const permission = reader.text(at('permission'))
    const validFrom = reader.instant(at('validFrom'))
    const validTo = reader.nullable(at('validTo'), (value) => reader.instant(value))
    if (validTo !== null && Date.parse(validTo) <= Date.parse(validFrom)) {
      reader.note(at('validTo')[1], 'must be after validFrom')
    }
    const grants = readGrants(reader, at('grants'), permission)
    const terms = readOptionalTerms(reader, at)
    noteMissingParameters(reader, grants, terms.parameters, at('grants')[1])
    noteNamedPeople(reader, grants, terms.parameters, at('grants')[1])
    return {
      ...terms,
      permission,
      consumer: reader.text(at('consumer')),
      purpose: reader.text(at('purpose')),
      legalBasis: reader.text(at('legalBasis')),
      caseRequired: reader.boolean(at('caseRequired')),
      validFrom,
      validTo,
      status: reader.oneOf(statuses, at('status')),
      grants,
      forbids: reader.optional(at('forbids'), [], (forbids) => readForbids(reader, forbids, permission)),
    }
  })
}

function readOptionalTerms(
  reader: DataReader,
  at: (name: string) => Member,
): Pick<Agreement, keyof typeof plainTerms> {
  const count = (name: string, least: number): number | null =>
    reader.optional<number | null>(at(name), null, (value) =>
      reader.nullable(value, (number) => reader.count(number, least)),
    )
  const text = (name: string): string | null =>
    reader.optional<string | null>(at(name), null, (value) =>
      reader.nullable(value, (word) => reader.text(word)),
    )
  return {
    revision: reader.optional<number>(at('revision'), plainTerms.revision, (value) => reader.count(value, 1)),
    providers: reader.optional<readonly string[]>(at('providers'), plainTerms.providers, (value) =>
      reader.list(value, (name) => reader.text(name)),
    ),
    purposeTerm: text('purposeTerm'),
    legalInstrument: text('legalInstrument'),
    retentionDays: count('retentionDays', 1),
    disclosureDelayDays: reader.optional<number>(
      at('disclosureDelayDays'),
      plainTerms.disclosureDelayDays,
      (value) => reader.count(value, 0, mostDelayDays),
    ),
    quotaPerDay: count('quotaPerDay', 1),
    parameters: reader.optional<Agreement['parameters']>(at('parameters'), plainTerms.parameters, (value) =>
      readParameters(reader, value),
    ),
  }
}

function readParameters(reader: DataReader, member: Member): Agreement['parameters'] {
  return reader.record(member, (list) => reader.list(list, (value) => reader.text(value))) ?? {}
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
