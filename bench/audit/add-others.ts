import { Client } from 'pg'

/**
 * Copies the records of a sealed log within the database until there are `wanted`, each copy under hashes that nobody
 * has. They are not sealed and cannot be decrypted: all they are for is that tables, partitions and indexes are as large
 * as they would be, in a fraction of the time. What is read of people of before is as it was.
 */
export async function addOthers(url: string, wanted: number, say: (line: string) => void): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('SET synchronous_commit = off')
    const { rows } = await client.query<{ sealed: string; there: string }>(
      'SELECT (SELECT max(last_sequence) FROM seal) AS sealed, last_sequence AS there FROM log_head',
    )
    const sealed = Number(rows[0]?.sealed)
    let there = Number(rows[0]?.there)
    while (there < wanted) {
      const some = Math.min(sealed, wanted - there)
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
