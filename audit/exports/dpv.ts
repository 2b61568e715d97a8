import type { ExportPseudonym } from './export-pseudonym.ts'
import type { ExportedRecord } from './export-reader.ts'

export interface DpvOptions {
  readonly pseudonymOf: ExportPseudonym
  /** Terms of the vocabulary for the purposes of agreements, such as `dpv:CreditChecking`, by permission. */
  readonly purposeTerms: ReadonlyMap<string, string>
}

const context = {
  dpv: 'https://w3id.org/dpv#',
  dct: 'http://purl.org/dc/terms/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
}

/**
 * An access record as JSON-LD in terms of the Data Privacy Vocabulary 2 (W3C Community Group): a process with personal
 * data, for whom, about whom, why, on what legal basis, and which data.
 */
export function dpvProcess(record: ExportedRecord, { pseudonymOf, purposeTerms }: DpvOptions): object {
  const { permission } = record
  const term = permission === null ? undefined : purposeTerms.get(permission)
  return {
    '@context': context,
    '@id': `urn:uuid:${record.id}`,
    '@type': 'dpv:PersonalDataProcess',
    'dct:isPartOf': { '@id': `urn:uuid:${record.operation}` },
    'dct:date': { '@type': 'xsd:dateTime', '@value': record.at.toISOString() },
    'dpv:hasDataSubject': {
      '@type': 'dpv:DataSubject',
      'dpv:hasIdentifier': pseudonymOf(record.subjectHash),
    },
    ...(record.consumer !== null && {
      'dpv:hasRecipient': {
        '@id': urn('consumer', record.consumer),
        '@type': 'dpv:Recipient',
        'dpv:hasName': record.organisation,
      },
    }),
    'dpv:hasPurpose': [
      ...(term === undefined ? [] : [{ '@id': term }]),
      ...titled('dpv:Purpose', record.purpose),
    ],
    'dpv:hasLegalBasis': titled('dpv:LegalBasis', record.legalBasis),
    'dpv:hasProcessing': { '@id': record.released.length > 0 ? 'dpv:Disclose' : 'dpv:Query' },
    'dpv:hasPersonalData': record.released.map((coordinate) => ({
      '@id': urn('coordinate', coordinate),
      '@type': 'dpv:PersonalData',
    })),
    'dpv:hasDataSource': record.registries.map((registry) => ({
      '@id': urn('registry', registry),
      '@type': 'dpv:DataSource',
    })),
    'dpv:hasOutcome': { '@id': urn('outcome', record.outcome) },
  }
}

function titled(type: string, title: string | null): object[] {
  return title === null ? [] : [{ '@type': type, 'dct:title': title }]
}

function urn(kind: string, name: string): string {
  return `urn:dagr:${kind}:${encodeURIComponent(name)}`
}
