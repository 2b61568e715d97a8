import type { AccessContent } from './access-record.ts'

/**
 * What a data subject is shown is one JSON text, whose members and their order are part of the format. Most of it is
 * the same for many records, and is worked out once: whole, it is `start`, the case as JSON, `middle`, the trace as
 * JSON, and a closing brace.
 */
export function startOfShown({
  consumer,
  organisation,
  application,
  permission,
  purpose,
  legalBasis,
}: Pick<
  AccessContent,
  'consumer' | 'organisation' | 'application' | 'permission' | 'purpose' | 'legalBasis'
>): Buffer {
  const members = { consumer, organisation, application, permission, purpose, legalBasis }
  return Buffer.from(`${JSON.stringify(members).slice(0, -1)},"case":`)
}

export function middleOfShown({
  outcome,
  released,
  withheld,
  entity,
  registries,
  freshness,
  epoch,
}: Pick<
  AccessContent,
  'outcome' | 'released' | 'withheld' | 'entity' | 'registries' | 'freshness' | 'epoch'
>): Buffer {
  const members = { outcome, released, withheld, entity, registries, freshness, epoch }
  return Buffer.from(`,${JSON.stringify(members).slice(1, -1)},"trace":`)
}
