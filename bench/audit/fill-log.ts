import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { uuidBytes } from '#audit/uuid-bytes.ts'
import { contentOf, encodeContent } from '#audit/content.ts'
import { operationColumns } from '#audit/operation-columns.ts'
import { BinaryRows } from './binary-rows.ts'
import { madeOperation, madeRecord } from './made-operations.ts'
import { benchMasterKeys, madePeople, peopleOf, personOf, subjectKey } from './made-people.ts'
import type { MadePeople } from './made-people.ts'

/** Over how many months the records of a filled log are spread. */
const months = 24
/** How many people the operations have records of, in turn: four on average. */
const subjectsInTurn = [1, 1, 2, 4, 12] as const
const recordsPerCopy = 500_000
/** The run of a gateway that has written them all. */
const node = randomUUID()

/**
 * Fills an empty audit database with records as gateways write them, encrypted for their data subjects, oldest first, and
 * not sealed yet. Rows are copied in, through the same indexes and triggers; nothing but the way of writing is different.
 */
export async function fillLog(url: string, records: number, say: (line: string) => void): Promise<void> {
  const people = madePeople(peopleOf(records))
  const until = Date.now()
  const since = new Date(until)
  since.setUTCMonth(since.getUTCMonth() - months)
  const clients = [new Client({ connectionString: url }), new Client({ connectionString: url })] as const
  await Promise.all(clients.map((client) => client.connect()))
  try {
    await Promise.all(clients.map((client) => client.query('SET synchronous_commit = off')))
    await clients[0].query('SELECT add_months($1::date, now()::date)', [since.toISOString()])
    await copyKeys(clients[0], people)
    const done = { records: 0, operations: 0 }
    while (done.records < records) {
      const some = Math.min(recordsPerCopy, records - done.records)
      await copyRecords(clients, people, done, {
        records: done.records + some,
        atOf: (record) =>
          new Date(since.getTime() + Math.floor(((until - since.getTime()) * record) / records)),
      })
      if (records > recordsPerCopy) say(`  ${done.records} of ${records} records are written`)
    }
    await clients[0].query('VACUUM (ANALYZE) operation_record, access_record, subject_key')
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
}

async function copyKeys(client: Client, people: MadePeople): Promise<void> {
  const masterKeys = benchMasterKeys()
  const rows = new BinaryRows(client, 'subject_key', ['subject_hash', 'key_id', 'wrapped'])
  for (let person = 0; person < people.count; person++) {
    const { id, key } = people.keyOf(person)
    await rows.row()
    rows.bytes(people.hashOf(person))
    rows.bytes(uuidBytes(id))
    rows.bytes(masterKeys.wrap(key, people.hashOf(person), id))
  }
  await rows.end()
}

const recordNames = ['sequence', 'id', 'operation_id', 'at', 'subject_hash', 'plain_digest', 'content']

async function copyRecords(
  [forOperations, forRecords]: readonly [Client, Client],
  people: MadePeople,
  done: { records: number; operations: number },
  upTo: { records: number; atOf(record: number): Date },
): Promise<void> {
  const operationNames = operationColumns.map(({ name }) => name)
  const operations = new BinaryRows(forOperations, 'operation_record', ['number', ...operationNames])
  const records = new BinaryRows(forRecords, 'access_record', recordNames)
  while (done.records < upTo.records) {
    const at = upTo.atOf(done.records)
    const wanted = subjectsInTurn[done.operations % subjectsInTurn.length] ?? 1
    const subjects = Math.min(wanted, upTo.records - done.records)
    const operation = madeOperation(done.operations, at, subjects)
    done.operations += 1
    await operations.row()
    operations.bigint(done.operations)
    for (const { type, valueOf } of operationColumns)
      operations.value(type, valueOf(operation, { subjectKey, node }))
    for (let place = 0; place < subjects; place++) {
      const person = personOf(done.records, people.count)
      done.records += 1
      const binding = { id: randomUUID(), operation: operation.id, subjectHash: people.hashOf(person) }
      const content = contentOf(operation, madeRecord(person))
      const { column, plainDigest } = encodeContent(content, binding, people.keyOf(person))
      await records.row()
      records.bigint(done.records)
      records.bytes(uuidBytes(binding.id))
      records.bytes(uuidBytes(operation.id))
      records.value('timestamptz', at)
      records.bytes(binding.subjectHash)
      records.bytes(plainDigest)
      records.bytes(column)
    }
  }
  await Promise.all([operations.end(), records.end()])
  await forRecords.query('UPDATE log_head SET last_sequence = $1, last_operation = $2', [
    done.records,
    done.operations,
  ])
}
