import { Client, DatabaseError } from 'pg'

/** Months after this one that have partitions in time. */
const monthsAhead = 2
const insufficientPrivilege = '42501'

const missingParts = `
  SELECT part FROM generate_series(date_trunc('month', $1::date), $2::date, '1 month') AS month
    CROSS JOIN unnest(ARRAY['operation_record', 'access_record']) AS parent
    CROSS JOIN LATERAL (VALUES (parent || '_' || to_char(month, 'YYYY_MM'))) AS named (part)
  WHERE to_regclass(part) IS NULL ORDER BY part`

/**
 * Makes the partitions of this month and the next ones where they are missing, if the login of `url` may: they are the
 * owner's to make.
 * @throws where they are missing and cannot be made; the message says what to do.
 */
export async function addComingMonths(url: string, now: Date): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'dagr-audit-months' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const [first, last] = [
      now,
      new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + monthsAhead, 1)),
    ].map((date) => date.toISOString().slice(0, 10))
    const missing = async (): Promise<readonly string[]> => {
      const { rows } = await client.query<{ part: string }>(missingParts, [first, last])
      return rows.map(({ part }) => part)
    }
    if ((await missing()).length === 0) return
    // Whoever appends waits for no more than this.
    await client.query("SET lock_timeout = '1s'")
    await client.query('SELECT add_months($1::date, $2::date)', [first, last])
    const skipped = await missing()
    if (skipped.length > 0)
      throw new Error(
        `rows of ${skipped.join(', ')} lie in the default partition already, which goes on taking these months`,
      )
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== insufficientPrivilege) throw error
    throw new Error(
      "let the owner of the audit database run SELECT add_months(now()::date, (now() + interval '1 year')::date)",
      { cause: error },
    )
  } finally {
    await client.end()
  }
}
