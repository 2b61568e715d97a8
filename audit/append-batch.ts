import type { AccessRecordInput, OperationRecord } from './access-record.ts'
import { ArrayColumn, arrayOf } from './array-column.ts'
import { caseReference, traceId } from './cleaned-operation.ts'
import type { ContentKey } from './content-layout.ts'
import { ContentSealer } from './content-sealer.ts'
import type { NewKey } from './keys/writing-keyring.ts'
import { sharedColumns } from './operation-columns.ts'
import type { OperationTemplate } from './operation-templates.ts'
import { takeRandomBytes } from './random-bytes.ts'
import { markUuid, uuidBytes, writeUuid } from './uuid-bytes.ts'

/** An operation that is to be written with its access records. */
export interface Append {
  readonly operation: OperationRecord
  readonly template: OperationTemplate
  readonly records: readonly AccessRecordInput[]
  /** The records' data subjects, in their order: normalised, and hashed (texts of one byte a character). */
  readonly codes: readonly string[]
  readonly subjects: readonly string[]
}

const uuidLength = 16
const hashLength = 32
/** Columns that differ from one operation to the next; those of the access records come after them. */
const ownColumnCount = 5

/** One content is sealed at a time. */
const sealer = new ContentSealer()

/**
 * The values of one append statement, encoded and encrypted operation by operation as they arrive, so that nothing is
 * left to do when its turn comes.
 */
export class AppendBatch {
  readonly #ids = new ArrayColumn('uuid')
  readonly #times = new ArrayColumn('timestamptz')
  readonly #subjects = new ArrayColumn('integer')
  readonly #traces = new ArrayColumn('text')
  readonly #templates = new ArrayColumn('integer')
  readonly #recordIds = new ArrayColumn('uuid')
  readonly #recordOperations = new ArrayColumn('uuid')
  readonly #recordTimes = new ArrayColumn('timestamptz')
  readonly #hashes = new ArrayColumn('bytea')
  readonly #disclosed = new ArrayColumn('timestamptz')
  readonly #digests = new ArrayColumn('bytea')
  readonly #contents = new ArrayColumn('bytea')
  readonly #growing = [
    this.#ids,
    this.#times,
    this.#subjects,
    this.#traces,
    this.#templates,
    this.#recordIds,
    this.#recordOperations,
    this.#recordTimes,
    this.#hashes,
    this.#disclosed,
    this.#digests,
    this.#contents,
  ]
  /** Places among the templates of the batch, counted from 1. */
  readonly #places = new Map<OperationTemplate, number>()
  /** What a record is known by: its id, its operation's and its data subject's hash. */
  readonly #bound = Buffer.alloc(2 * uuidLength + hashLength)
  #operations = 0
  #records = 0

  get operations(): number {
    return this.#operations
  }

  get records(): number {
    return this.#records
  }

  /** `keys` of the data subjects, in the order of the records. */
  add({ operation, template, records, codes, subjects }: Append, keys: readonly ContentKey[]): void {
    const trace = traceId(operation.trace, codes)
    this.#operations += 1
    const id = this.#ids.begin(uuidLength)
    writeUuid(this.#ids.bytes, id, operation.id)
    this.#times.addInstant(operation.at)
    this.#subjects.addInteger(operation.subjects)
    this.#traces.addLatin1(trace)
    this.#templates.addInteger(this.#placeOf(template))
    writeUuid(this.#bound, uuidLength, operation.id)
    const shared = {
      start: template.start,
      case: caseReference(operation.case, codes),
      trace,
      official: operation.official,
    }
    for (const [place, record] of records.entries()) {
      const [key, hash] = [keys[place], subjects[place]]
      if (key === undefined || hash === undefined) throw new TypeError('A record has no key')
      takeRandomBytes(uuidLength).copy(this.#bound)
      markUuid(this.#bound, 0, 4)
      this.#bound.write(hash, 2 * uuidLength, hashLength, 'latin1')
      this.#recordIds.addPart(this.#bound, 0, uuidLength)
      this.#recordOperations.addPart(this.#bound, uuidLength, uuidLength)
      this.#recordTimes.addInstant(operation.at)
      this.#hashes.addLatin1(hash)
      this.#disclosed.addInstant(operation.disclosedFrom)
      const content = { ...shared, middle: template.middleOf(record) }
      this.#digests.addLatin1(sealer.seal(content, this.#bound, key, this.#contents))
    }
    this.#records += records.length
  }

  /**
   * In the order of the statement's parameters: the operations' own columns, those that they share, the records', the
   * keys'. They lie in memory that the batch goes on to use.
   */
  values(made: readonly NewKey[]): readonly Buffer[] {
    const templates = [...this.#places.keys()]
    const grown = this.#growing.map((column) => column.finished())
    return [
      ...grown.slice(0, ownColumnCount),
      ...sharedColumns.map(({ type }, index) =>
        arrayOf(
          type,
          templates.map(({ columns }) => columns[index] ?? null),
        ),
      ),
      ...grown.slice(ownColumnCount),
      arrayOf(
        'bytea',
        made.map(({ subjectHash }) => subjectHash),
      ),
      arrayOf(
        'uuid',
        made.map(({ id }) => uuidBytes(id)),
      ),
      arrayOf(
        'bytea',
        made.map(({ wrapped }) => wrapped),
      ),
    ]
  }

  /** Makes it empty again, keeping its memory. */
  clear(): void {
    for (const column of this.#growing) column.clear()
    this.#places.clear()
    this.#operations = 0
    this.#records = 0
  }

  #placeOf(template: OperationTemplate): number {
    const known = this.#places.get(template)
    if (known !== undefined) return known
    const place = this.#places.size + 1
    this.#places.set(template, place)
    return place
  }
}
