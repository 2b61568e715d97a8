/** Which records of a history are asked for; null: that is not asked. */
export interface HistoryFilter {
  /** Included. */
  readonly since: Date | null
  /** Excluded. */
  readonly until: Date | null
  /** Name of the organisation. */
  readonly organisation: string | null
  readonly purpose: string | null
  readonly consumers: ConsumerRule | null
}

/** Records of which consumers are asked for. */
export interface ConsumerRule {
  /** By the consumer's id. */
  readonly named: Readonly<Record<string, boolean>>
  /** Every other consumer. */
  readonly others: boolean
  /** Records without a consumer. */
  readonly unnamed: boolean
}

export const everyRecord: HistoryFilter = {
  since: null,
  until: null,
  organisation: null,
  purpose: null,
  consumers: null,
}

/** What a statement is given of a filter: two moments, and the rest as JSON; null: nothing more is asked. */
export function filterValues({ since, until, ...ofOperation }: HistoryFilter): readonly (string | null)[] {
  const isAsked = Object.values(ofOperation).some((value) => value !== null)
  return [
    since?.toISOString() ?? '-infinity',
    until?.toISOString() ?? 'infinity',
    isAsked ? JSON.stringify(ofOperation) : null,
  ]
}

/**
 * SQL of the filter on `access_record`, whose values are `asked.since`, `asked.until` and `asked.filter`. Who asked, and for
 * what, stands in the operation record too, in the same words as in the content, and there it can be read without the key.
 */
export const filterText = `
  at >= asked.since AND at < asked.until
  AND (asked.filter IS NULL OR EXISTS (
    SELECT FROM operation_record AS operation
    WHERE operation.id = access_record.operation_id AND operation.at = access_record.at
      AND coalesce(operation.organisation = asked.filter->>'organisation', asked.filter->>'organisation' IS NULL)
      AND coalesce(operation.purpose = asked.filter->>'purpose', asked.filter->>'purpose' IS NULL)
      AND CASE
        WHEN asked.filter->>'consumers' IS NULL THEN true
        WHEN operation.consumer IS NULL THEN (asked.filter#>>'{consumers,unnamed}')::boolean
        ELSE coalesce(
          asked.filter#>>ARRAY['consumers', 'named', operation.consumer], asked.filter#>>'{consumers,others}'
        )::boolean
      END
  ))`
