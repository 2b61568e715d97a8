import type { ChangeFeed, Connector, SourceTransaction } from '#connectors/connector.ts'
import type { ChangeSource } from './change-stream.ts'
import type { RegistryChange, TouchingTables } from './touched.ts'
import { touchedBy } from './touched.ts'

/** A registry's feed as its followers hear it: entities instead of rows. */
export function registryChanges(
  feed: ChangeFeed,
  tables: TouchingTables,
  connector: Pick<Connector, 'fetchByKeys'>,
): ChangeSource {
  /** Looked up once, by whichever follower comes first. */
  const touched = new WeakMap<SourceTransaction, Promise<RegistryChange>>()

  function changeOf(transaction: SourceTransaction): Promise<RegistryChange> {
    const known = touched.get(transaction) ?? touchedBy(transaction, tables, connector)
    touched.set(transaction, known)
    return known
  }

  return async function* changes(cursor, options) {
    for await (const event of feed.changes(cursor, options)) {
      const { position } = event
      if (event.kind === 'begin') yield { event: 'begin', cursor: event.cursor, data: { position } }
      else if (event.kind === 'heartbeat')
        yield { event: 'heartbeat', cursor: event.cursor, data: { position, askedAt: event.askedAt } }
      else yield { cursor: event.cursor, data: { position, ...(await changeOf(event)) } }
    }
  }
}
