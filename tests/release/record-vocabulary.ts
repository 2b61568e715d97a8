import { isInputObjectType, isInterfaceType, isObjectType } from 'graphql'
import { accessOutcomes } from '#audit/access-record.ts'
import type { AccessRecordInput, OperationRecord } from '#audit/access-record.ts'
import type { Supergraph } from '#gateway/planner/supergraph.ts'
import { toldText } from './made-world.ts'

interface Recorded {
  readonly operation: OperationRecord
  readonly records: readonly AccessRecordInput[]
}

const outcomes: ReadonlySet<string> = new Set(accessOutcomes)

/** Everything that a record can say: names that stand in the schema. */
export interface Vocabulary {
  readonly coordinates: ReadonlySet<string>
  readonly types: ReadonlySet<string>
  readonly registries: ReadonlySet<string>
  readonly fields: readonly string[]
}

export function vocabularyOf({ full, subgraphs }: Supergraph): Vocabulary {
  const all = Object.values(full.getTypeMap())
  const types = all.filter((type) => isObjectType(type) || isInterfaceType(type))
  const inputs = all.filter((type) => isInputObjectType(type))
  const fields = types.flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
  return {
    coordinates: new Set([
      ...fields.flatMap(({ type, field }) => [
        `${type.name}.${field.name}`,
        ...field.args.map(({ name }) => `${type.name}.${field.name}(${name}:)`),
      ]),
      ...inputs.flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`)),
    ]),
    types: new Set(types.map(({ name }) => name)),
    registries: new Set(subgraphs.keys()),
    fields: [...new Set(fields.map(({ field }) => field.name))],
  }
}

/** What records say and is no name of the schema, in words: it could be a value. */
export function strangeWords({ operation, records }: Recorded, words: Vocabulary): readonly string[] {
  const told = JSON.stringify([operation, records.map((record) => ({ ...record, subject: '' }))])
  return [
    ...strange('an operation record', operation.coordinates, words.coordinates),
    ...strange('an operation record', Object.keys(operation.subgraphs), words.registries),
    ...records.flatMap(({ released, withheld, entity, registries, outcome }) => [
      ...strange('a record', [...released, ...withheld], words.coordinates),
      ...strange('a record', [entity], words.types),
      ...strange('a record', registries, words.registries),
      ...strange('a record', [outcome], outcomes),
    ]),
    ...(told.includes(toldText) ? [`a record holds a value: ${told}`] : []),
  ]
}

function strange(where: string, said: readonly string[], known: ReadonlySet<string>): readonly string[] {
  return said.filter((each) => !known.has(each)).map((each) => `${where} says ${each}`)
}
