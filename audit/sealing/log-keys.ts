import type { ClientBase } from 'pg'

/** Tells by which keys the log is signed from now on, the current one first: what `/log/keys` says. */
export async function writeLogKeys(client: ClientBase, verifierKeys: readonly string[]): Promise<void> {
  await client.query(
    `INSERT INTO log_key (place, verifier_key) SELECT place - 1, key FROM unnest($1::text[]) WITH ORDINALITY AS given (key, place)
      ON CONFLICT (place) DO UPDATE SET verifier_key = excluded.verifier_key`,
    [verifierKeys],
  )
  await client.query('DELETE FROM log_key WHERE place >= $1', [verifierKeys.length])
}
