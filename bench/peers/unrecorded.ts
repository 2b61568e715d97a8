import type { AuditLog } from '#audit/log.ts'
import { openAuditLog as openRealLog } from '#audit/log.ts'

export * from '#audit/log.ts'

/** The audit log as it is, but for records: nothing is appended, which no setting of DAGR can do. */
export async function openAuditLog(options: Parameters<typeof openRealLog>[0]): Promise<AuditLog> {
  const log = await openRealLog(options)
  return {
    append: async ({ id }) => ({ operation: id, firstSequence: null, records: 0 }),
    counts: () => log.counts(),
    close: () => log.close(),
  }
}
