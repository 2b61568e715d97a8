import type { AccessSchema } from '#gateway/operation/access-tree.ts'
import type { Coordinate } from '#policies/model.ts'
import { jsonLines } from './json-lines.ts'
import { readAccessTree } from './read-access-tree.ts'

/** A permission as a file in the national platform's shape has it, its registries together. */
export interface FilePermission {
  readonly permission: string
  readonly purpose: string
  readonly quotaPerDay: number | null
  readonly validFrom: string | null
  readonly validTo: string | null
  readonly registries: readonly string[]
  readonly coordinates: readonly Coordinate[]
}

export interface PermissionsFile {
  readonly permissions: readonly FilePermission[]
  /** What is wrong, a line each: nothing of the file may be used. */
  readonly problems: readonly string[]
  /** What was left out since it is not known here, a line each; a problem as well, unless that is allowed. */
  readonly leftOut: readonly string[]
}

/** Names of services on the national platform → registries here. A registry's own name is one, too. */
const serviceNames: Readonly<Record<string, string>> = { vzd_address: 'addresses', fpr_person: 'population' }

interface Entry extends Omit<FilePermission, 'registries'> {
  readonly registry: string
  readonly place: string
}

/** Reads a file as `GET /current_user_permissions` answers it. */
export function readPermissionsFile(text: string, schema: AccessSchema): PermissionsFile {
  const file = new Reader(text, schema)
  const entries = file.entries()
  const permissions = [...Map.groupBy(entries, ({ permission }) => permission).values()].flatMap((same) =>
    file.together(same),
  )
  return { permissions, problems: file.problems, leftOut: file.leftOut }
}

class Reader {
  readonly problems: string[] = []
  readonly leftOut: string[] = []
  readonly #schema: AccessSchema
  readonly #json: unknown
  readonly #lines: ReadonlyMap<string, number>

  constructor(text: string, schema: AccessSchema) {
    this.#schema = schema
    try {
      this.#json = JSON.parse(text)
      this.#lines = jsonLines(text)
    } catch {
      this.#json = null
      this.#lines = new Map()
    }
  }

  entries(): readonly Entry[] {
    if (Array.isArray(this.#json)) {
      return this.#json.flatMap((each: unknown, index) => this.#entry(each, `[${index}]`) ?? [])
    }
    this.problems.push('The file is no list in JSON.')
    return []
  }

  /** The entries of one permission, which must agree about it. */
  together(same: readonly Entry[]): FilePermission[] {
    const [first] = same
    if (!first) return []
    const { permission, purpose, quotaPerDay, validFrom, validTo } = first
    for (const other of same) {
      const isSame =
        other.purpose === purpose &&
        other.quotaPerDay === quotaPerDay &&
        other.validFrom === validFrom &&
        other.validTo === validTo
      if (!isSame)
        this.#problem(
          other.place,
          `says otherwise of permission ${permission} than ${this.#where(first.place)}`,
        )
    }
    if (validFrom !== null && validTo !== null && Date.parse(validTo) <= Date.parse(validFrom)) {
      this.#problem(`${first.place}.valid_to`, 'must be after valid_from')
    }
    const coordinates = [...new Set(same.flatMap((each) => each.coordinates))].toSorted()
    const registries = [...new Set(same.map(({ registry }) => registry))].toSorted()
    if (coordinates.length === 0) return []
    return [{ permission, purpose, quotaPerDay, validFrom, validTo, registries, coordinates }]
  }

  #entry(value: unknown, place: string): Entry | null {
    if (!isObject(value)) return this.#problem(place, 'must be an object')
    const service = value['service_name']
    const known = new Set(this.#schema.owners.values())
    const registry = typeof service === 'string' ? (serviceNames[service] ?? service) : ''
    if (!known.has(registry)) {
      const names = [...Object.keys(serviceNames), ...known].toSorted().join(', ')
      return this.#unknown(
        `${place}.service_name`,
        `${JSON.stringify(service)} is no service known here: ${names}`,
      )
    }
    const coordinates = readAccessTree(value['access_control_tree'], `${place}.access_control_tree`, {
      schema: this.#schema,
      service: String(service),
      registry,
      onUnknown: (at, problem) => this.#unknown(at, problem),
    })
    return {
      place,
      registry,
      coordinates,
      permission: this.#text(value['permission_number'], `${place}.permission_number`),
      purpose: this.#text(value['purpose_of_use'], `${place}.purpose_of_use`),
      quotaPerDay: this.#quota(value['use_count_quota'], `${place}.use_count_quota`),
      validFrom: this.#instant(value['valid_from'], `${place}.valid_from`),
      validTo: this.#instant(value['valid_to'], `${place}.valid_to`),
    }
  }

  #text(value: unknown, place: string): string {
    if (typeof value === 'string' && value.trim() !== '') return value
    this.#problem(place, 'must be a text that is not empty')
    return ''
  }

  #quota(value: unknown, place: string): number | null {
    if (value === null) return null
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
    return this.#problem(place, 'must be null or a whole number, 1 or more')
  }

  #instant(value: unknown, place: string): string | null {
    if (value === null) return null
    if (typeof value === 'string' && instant.test(value) && !Number.isNaN(Date.parse(value))) return value
    return this.#problem(place, 'must be null or an instant such as 2026-01-01T00:00:00+02:00')
  }

  #problem(place: string, problem: string): null {
    this.problems.push(`${this.#where(place)} ${problem}`)
    return null
  }

  #unknown(place: string, problem: string): null {
    this.leftOut.push(`${this.#where(place)} ${problem}`)
    return null
  }

  #where(place: string): string {
    const line = this.#lines.get(place) ?? this.#lines.get(place.replace(/\.\w+$/, ''))
    return `line ${line ?? 1}: ${place}`
  }
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
