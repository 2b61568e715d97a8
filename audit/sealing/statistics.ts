import type { ClientBase } from 'pg'
import type { CommittedOperation } from '../commitments.ts'
import { operationShape } from '../operation-shape.ts'
import { rigaDay } from '../riga-day.ts'

/** A row of `access_statistic`, in the order of its columns; an empty text: not known. */
interface Count {
  readonly key: readonly [
    day: string,
    consumer: string,
    organisation: string,
    purpose: string,
    shape: string,
    outcome: string,
  ]
  readonly operations: number
  readonly subjects: number
}

const shapesText = `
  INSERT INTO operation_shape (shape, coordinates)
  SELECT * FROM unnest($1::uuid[], $2::jsonb[])
  ON CONFLICT (shape) DO NOTHING`

const countsText = `
  INSERT INTO access_statistic AS counted
    (day, consumer, organisation, purpose, shape, outcome, operations, subjects)
  SELECT * FROM unnest($1::date[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::bigint[], $8::bigint[])
  ON CONFLICT (day, consumer, organisation, purpose, shape, outcome) DO UPDATE SET
    operations = counted.operations + excluded.operations, subjects = counted.subjects + excluded.subjects`

/** Adds these operations to the statistics. They must be those of one seal, and in its transaction: each counts once. */
export async function countOperations(
  client: ClientBase,
  operations: readonly CommittedOperation[],
): Promise<void> {
  if (operations.length === 0) return
  const counts = new Map<string, Count>()
  const shapes = new Map<string, readonly string[]>()
  for (const operation of operations) {
    const { at, consumer, organisation, purpose, coordinates, outcome, subjects } = operation
    const shape = operation.shape ?? uuidText(operationShape(coordinates))
    shapes.set(shape, shapes.get(shape) ?? [...new Set(coordinates)].toSorted())
    const key = [rigaDay(at), consumer ?? '', organisation ?? '', purpose ?? '', shape, outcome] as const
    const name = JSON.stringify(key)
    const before = counts.get(name)
    counts.set(name, {
      key,
      operations: (before?.operations ?? 0) + 1,
      subjects: (before?.subjects ?? 0) + subjects,
    })
  }
  await client.query({
    name: 'write-shapes',
    text: shapesText,
    values: [[...shapes.keys()], [...shapes.values()].map((coordinates) => JSON.stringify(coordinates))],
  })
  const rows = [...counts.values()]
  await client.query({
    name: 'write-statistics',
    text: countsText,
    values: [
      ...[0, 1, 2, 3, 4, 5].map((column) => rows.map(({ key }) => key[column])),
      rows.map((row) => row.operations),
      rows.map((row) => row.subjects),
    ],
  })
}

/** As the database writes it. */
function uuidText(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
