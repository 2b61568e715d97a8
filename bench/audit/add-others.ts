import { Client } from 'pg'

/**
 * Copies the sealed records of a log, or all of one that is not sealed at all, within the database until there are
 * `wanted`, each copy under hashes that nobody has. They are not sealed and cannot be decrypted: all they are for is that tables, partitions and indexes are as large
 * as they would be, in a fraction of the time. What is read of people of before is as it was.
 */
export async function addOthers(url: string, wanted: number, say: (line: string) => void): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('SET synchronous_commit = off')
    const { rows } = await client.query<{ source: string; there: string }>(
      'SELECT coalesce((SELECT max(last_sequence) FROM seal), last_sequence) AS source, last_sequence AS there FROM log_head',
    )
    const source = Number(rows[0]?.source)
    let there = Number(rows[0]?.there)
    while (there < wanted) {
      const some = Math.min(source, wanted - there)
      await client.query(
        `INSERT INTO access_record (sequence, id, operation_id, at, subject_hash, plain_digest, content)
         SELECT $1 + sequence, gen_random_uuid(), operation_id, at, sha256(subject_hash || int8send($1)), plain_digest, content
         FROM access_record WHERE sequence <= $2`,
        [there, some],
      )
      there += some
      await client.query('UPDATE log_head SET last_sequence = $1', [there])
      say(`  ${there} of ${wanted} records are there`)
    }
    await client.query('VACUUM (ANALYZE) access_record')
  } finally {
    await client.end()
  }
}
