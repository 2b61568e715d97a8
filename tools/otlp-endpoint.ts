import type { OtlpEndpoint } from '#audit/exports/otlp-sender.ts'
import { StartError } from './databases/start-error.ts'

/**
 * The receiver that OpenTelemetry's own variables name: `OTEL_EXPORTER_OTLP_ENDPOINT`, and
 * `OTEL_EXPORTER_OTLP_HEADERS` (`name=value`, comma-separated, percent-encoded). *Logboek Dataverwerkingen* asks for TLS:
 * http is for this machine only. @throws StartError, without repeating a header.
 */
export function otlpEndpoint(env: Readonly<Record<string, string | undefined>>): OtlpEndpoint {
  const url = env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? ''
  if (!URL.canParse(url))
    throw new StartError('OTEL_EXPORTER_OTLP_ENDPOINT must be the address of an OTLP receiver.')
  const { protocol, hostname } = new URL(url)
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
  if (protocol !== 'https:' && !(protocol === 'http:' && isHere))
    throw new StartError(
      'OTEL_EXPORTER_OTLP_ENDPOINT must be an https address; http is for this machine only.',
    )
  return { url, headers: headersOf(env['OTEL_EXPORTER_OTLP_HEADERS'] ?? '') }
}

function headersOf(text: string): Readonly<Record<string, string>> {
  if (text.trim() === '') return {}
  return Object.fromEntries(text.split(',').map(headerOf))
}

function headerOf(pair: string): [name: string, value: string] {
  const [, name, value] = /^\s*([\w-]+)=([^=\s].*?)\s*$/.exec(pair) ?? []
  try {
    if (name !== undefined && value !== undefined) return [name, decodeURIComponent(value)]
  } catch {
    // A stray percent sign: told below.
  }
  throw new StartError('OTEL_EXPORTER_OTLP_HEADERS must be name=value, comma-separated.')
}
