import type { Coordinate } from '#policies/model.ts'
import type { AccessRecordInput, OperationRecord } from './access-record.ts'
import { callerText } from './cleaned-operation.ts'
import { assertSharedWritable, binaryValue, sharedColumns } from './operation-columns.ts'
import type { EncodingOptions } from './operation-columns.ts'
import { middleOfShown, startOfShown } from './shown-text.ts'

/** What operations that are alike share, as it is written: worked out for the first of them. */
export interface OperationTemplate {
  /** In the order of `sharedColumns`. */
  readonly columns: readonly (Uint8Array | null)[]
  /** `startOfShown` of their access records. */
  readonly start: Buffer
  /** `middleOfShown` of an access record. */
  middleOf(record: AccessRecordInput): Buffer
}

/** What is the same for all operations of a template. */
type Shared = Omit<
  OperationRecord,
  'id' | 'at' | 'subjects' | 'trace' | 'official' | 'case' | 'disclosedFrom' | 'coordinates'
>

interface Known extends OperationTemplate {
  readonly shared: Shared
}

/** Of one list of coordinates, or of one template: what is asked in more ways than these is worked out anew. */
const mostKept = 64

/**
 * The templates of what is asked again and again. Operations of one text have one list of coordinates, which never
 * changes; those that also agree in everything else that is not their own are alike.
 */
export class OperationTemplates {
  readonly #encoding: EncodingOptions
  readonly #byCoordinates = new WeakMap<readonly Coordinate[], Known[]>()

  constructor(encoding: EncodingOptions) {
    this.#encoding = encoding
  }

  /** @throws TypeError where what they share could not be written. */
  of(operation: OperationRecord): OperationTemplate {
    let known = this.#byCoordinates.get(operation.coordinates)
    if (known === undefined) {
      known = []
      this.#byCoordinates.set(operation.coordinates, known)
    }
    for (const template of known) if (isAlike(template.shared, operation)) return template
    assertSharedWritable(operation)
    const template = templateOf(operation, this.#encoding)
    if (known.length >= mostKept) known.length = 0
    known.push(template)
    return template
  }
}

function templateOf(operation: OperationRecord, encoding: EncodingOptions): Known {
  const cleaned = {
    ...operation,
    operationName: callerText('operationName', operation.operationName),
    permission: callerText('permission', operation.permission),
  }
  return {
    shared: sharedOf(operation),
    columns: sharedColumns.map((column) => binaryValue(column, cleaned, encoding)),
    start: startOfShown(cleaned),
    middleOf: middles(operation.epoch),
  }
}

/** Without what is personal: a template outlives its first operation. */
function sharedOf({
  id: _id,
  at: _at,
  subjects: _subjects,
  trace: _trace,
  official: _official,
  case: _case,
  disclosedFrom: _disclosedFrom,
  coordinates: _coordinates,
  ...shared
}: OperationRecord): Shared {
  return { ...shared, subgraphs: { ...shared.subgraphs } }
}

function isAlike(one: Shared, other: OperationRecord): boolean {
  return (
    one.consumer === other.consumer &&
    one.organisation === other.organisation &&
    one.application === other.application &&
    one.permission === other.permission &&
    one.purpose === other.purpose &&
    one.legalBasis === other.legalBasis &&
    one.epoch === other.epoch &&
    one.operationName === other.operationName &&
    one.operationHash === other.operationHash &&
    one.outcome === other.outcome &&
    one.code === other.code &&
    one.counted === other.counted &&
    isSameFetches(one.subgraphs, other.subgraphs)
  )
}

function isSameFetches(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): boolean {
  const names = Object.keys(other)
  return (
    names.length === Object.keys(one).length &&
    names.every((name) => Object.hasOwn(one, name) && one[name] === other[name])
  )
}

function middles(epoch: number | null): OperationTemplate['middleOf'] {
  const known: { readonly record: Omit<AccessRecordInput, 'subject'>; readonly middle: Buffer }[] = []
  return (record) => {
    for (const each of known) if (isSameAccess(each.record, record)) return each.middle
    const { outcome, released, withheld, entity, registries, freshness } = record
    const middle = middleOfShown({ ...record, epoch })
    if (known.length >= mostKept) known.length = 0
    // Copies: a caller may go on with its lists.
    const copy = { released: [...released], withheld: [...withheld], registries: [...registries] }
    known.push({ record: { outcome, entity, freshness, ...copy }, middle })
    return middle
  }
}

function isSameAccess(
  one: Omit<AccessRecordInput, 'subject'>,
  other: Omit<AccessRecordInput, 'subject'>,
): boolean {
  return (
    one.outcome === other.outcome &&
    one.entity === other.entity &&
    one.freshness === other.freshness &&
    isSameList(one.released, other.released) &&
    isSameList(one.withheld, other.withheld) &&
    isSameList(one.registries, other.registries)
  )
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false
  for (let place = 0; place < one.length; place += 1) if (one[place] !== other[place]) return false
  return true
}
