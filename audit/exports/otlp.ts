import type { ExportPseudonym } from './export-pseudonym.ts'
import type { ExportedRecord } from './export-reader.ts'

/**
 * Access records as OpenTelemetry spans in the terms of *Logboek Dataverwerkingen* 1.0.0 (Logius): one span per data
 * subject with the attributes of its core, `dpl.core.processing_activity_id`, `dpl.core.data_subject_id` and
 * `dpl.core.data_subject_id_type`, which the standard requires. It reserves other names under `dpl.` to extensions that
 * were established; what else a record says is under `dagr.`. The encoding is the JSON of OTLP/HTTP 1.
 */
export interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] }
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string }
      readonly spans: readonly OtlpSpan[]
    }[]
  }[]
}

export interface OtlpSpan {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits. */
  readonly spanId: string
  readonly name: string
  /** 2: a server's. */
  readonly kind: 2
  /** Nanoseconds since 1970, in decimal digits. */
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly OtlpAttribute[]
  /** 0, unset: the standard keeps errors for faults of the system itself, and a refusal is none. */
  readonly status: { readonly code: 0 }
}

interface OtlpAttribute {
  readonly key: string
  readonly value: OtlpValue
}

type OtlpValue =
  | { readonly stringValue: string }
  | { readonly arrayValue: { readonly values: readonly { readonly stringValue: string }[] } }

export interface OtlpOptions {
  readonly pseudonymOf: ExportPseudonym
  /** What the number of an agreement is appended to: the address of it in a register of processing activities. */
  readonly activities: string
}

export function otlpTraces(records: readonly ExportedRecord[], options: OtlpOptions): OtlpTraces {
  return {
    resourceSpans: [
      {
        resource: { attributes: attributes({ 'service.name': 'dagr' }) },
        scopeSpans: [
          { scope: { name: 'dagr.audit' }, spans: records.map((record) => spanOf(record, options)) },
        ],
      },
    ],
  }
}

function spanOf(record: ExportedRecord, { pseudonymOf, activities }: OtlpOptions): OtlpSpan {
  const caller = callerSpanOf(record.trace)
  const nanoseconds = `${record.at.getTime()}000000`
  return {
    // Records of one request share a trace, whether its caller named one or not.
    traceId: caller.traceId ?? hexOf(record.operation),
    // The last half of a random UUID is never all zeros, which would be no id.
    spanId: hexOf(record.id).slice(16),
    name: `${record.entity} ${record.outcome}`,
    kind: 2,
    startTimeUnixNano: nanoseconds,
    endTimeUnixNano: nanoseconds,
    attributes: attributes({
      'dpl.core.processing_activity_id': `${activities}${encodeURIComponent(record.permission ?? 'none')}`,
      'dpl.core.data_subject_id': pseudonymOf(record.subjectHash),
      'dpl.core.data_subject_id_type': 'urn:dagr:export-pseudonym',
      'dpl.core.foreign_operation.trace_id': caller.spanId === null ? null : caller.traceId,
      'dpl.core.foreign_operation.span_id': caller.spanId,
      'dagr.consumer': record.consumer,
      'dagr.organisation': record.organisation,
      'dagr.application': record.application,
      'dagr.purpose': record.purpose,
      'dagr.legal_basis': record.legalBasis,
      'dagr.outcome': record.outcome,
      'dagr.released': record.released,
      'dagr.withheld': record.withheld,
      'dagr.registries': record.registries,
      'dagr.freshness': record.freshness,
      'dagr.record': record.id,
    }),
    status: { code: 0 },
  }
}

/** What the log keeps is a trace id or a whole W3C `traceparent`. */
function callerSpanOf(trace: string | null): {
  readonly traceId: string | null
  readonly spanId: string | null
} {
  const [, traceId = null, spanId = null] =
    /^(?:[0-9a-f]{2}-)?([0-9a-f]{32})(?:-([0-9a-f]{16})-[0-9a-f]{2})?$/.exec(trace ?? '') ?? []
  return { traceId, spanId }
}

function attributes(values: Readonly<Record<string, string | readonly string[] | null>>): OtlpAttribute[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === null ? [] : [{ key, value: valueOf(value) }],
  )
}

function valueOf(value: string | readonly string[]): OtlpValue {
  return typeof value === 'string'
    ? { stringValue: value }
    : { arrayValue: { values: value.map((stringValue) => ({ stringValue })) } }
}

function hexOf(uuid: string): string {
  return uuid.replaceAll('-', '')
}
