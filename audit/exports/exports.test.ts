import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { dpvProcess } from './dpv.ts'
import { exportPseudonyms } from './export-pseudonym.ts'
import type { ExportedRecord } from './export-reader.ts'
import { otlpTraces } from './otlp.ts'

const subjectHash = Buffer.alloc(32, 3)
const pseudonymOf = exportPseudonyms(Buffer.alloc(32, 1), 'kadaster')

function exportedRecord(parts: Partial<ExportedRecord> = {}): ExportedRecord {
  return {
    id: '7f9c24e8-3b2e-4f6a-9c0e-111111111111',
    operation: 'c56a4180-65aa-42ec-a945-5fd21dec0538',
    at: new Date('2026-03-02T10:20:30.123Z'),
    subjectHash,
    consumer: 'vid',
    organisation: 'Valsts ieņēmumu dienests',
    application: 'vid-esks',
    permission: '1001',
    purpose: 'Nodokļu administrēšana',
    legalBasis: 'Likums',
    case: 'VID-2026/17',
    outcome: 'PARTLY',
    released: ['Person.givenName'],
    withheld: ['Person.dateOfBirth'],
    entity: 'Person',
    registries: ['population'],
    freshness: 'UNVERIFIED',
    epoch: 3,
    trace: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    ...parts,
  }
}

function spanOf(parts: Partial<ExportedRecord> = {}) {
  const options = { pseudonymOf, activities: 'https://register.example/activities/' }
  const traces = otlpTraces([exportedRecord(parts)], options)
  const [span] = traces.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
  if (span === undefined) throw new Error('No span')
  return { ...span, attributes: Object.fromEntries(span.attributes.map(({ key, value }) => [key, value])) }
}

const text = (stringValue: string) => ({ stringValue })
const texts = (...values: string[]) => ({ arrayValue: { values: values.map(text) } })

describe('a span of Logboek Dataverwerkingen', () => {
  test('is a record, with what the standard requires', () => {
    expect(spanOf()).toEqual({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '9c0e111111111111',
      name: 'Person PARTLY',
      kind: 2,
      startTimeUnixNano: '1772446830123000000',
      endTimeUnixNano: '1772446830123000000',
      status: { code: 0 },
      attributes: {
        'dpl.core.processing_activity_id': text('https://register.example/activities/1001'),
        'dpl.core.data_subject_id': text(pseudonymOf(subjectHash)),
        'dpl.core.data_subject_id_type': text('urn:dagr:export-pseudonym'),
        'dpl.core.foreign_operation.trace_id': text('4bf92f3577b34da6a3ce929d0e0e4736'),
        'dpl.core.foreign_operation.span_id': text('00f067aa0ba902b7'),
        'dagr.consumer': text('vid'),
        'dagr.organisation': text('Valsts ieņēmumu dienests'),
        'dagr.application': text('vid-esks'),
        'dagr.purpose': text('Nodokļu administrēšana'),
        'dagr.legal_basis': text('Likums'),
        'dagr.outcome': text('PARTLY'),
        'dagr.released': texts('Person.givenName'),
        'dagr.withheld': texts('Person.dateOfBirth'),
        'dagr.registries': texts('population'),
        'dagr.freshness': text('UNVERIFIED'),
        'dagr.record': text('7f9c24e8-3b2e-4f6a-9c0e-111111111111'),
      },
    })
  })

  test.each([
    ['a trace id alone', '4bf92f3577b34da6a3ce929d0e0e4736', '4bf92f3577b34da6a3ce929d0e0e4736'],
    ['no trace: that of its operation', null, 'c56a418065aa42eca9455fd21dec0538'],
  ])('has %s, and no span of a caller', (_name, trace, traceId) => {
    const span = spanOf({ trace })
    expect(span.traceId).toBe(traceId)
    expect(Object.keys(span.attributes).join(' ')).not.toContain('foreign_operation')
  })

  test('says nothing of what is not known', () => {
    const { attributes } = spanOf({ permission: null, purpose: null, freshness: null, consumer: null })
    expect(attributes['dpl.core.processing_activity_id']).toEqual(
      text('https://register.example/activities/none'),
    )
    expect(Object.keys(attributes)).not.toContain('dagr.purpose')
    expect(Object.keys(attributes)).not.toContain('dagr.freshness')
  })
})

describe('a process of the Data Privacy Vocabulary', () => {
  test('is a record in its terms', () => {
    const purposeTerms = new Map([['1001', 'dpv:TaxAdministration']])
    expect(dpvProcess(exportedRecord(), { pseudonymOf, purposeTerms })).toEqual({
      '@context': {
        dpv: 'https://w3id.org/dpv#',
        dct: 'http://purl.org/dc/terms/',
        xsd: 'http://www.w3.org/2001/XMLSchema#',
      },
      '@id': 'urn:uuid:7f9c24e8-3b2e-4f6a-9c0e-111111111111',
      '@type': 'dpv:PersonalDataProcess',
      'dct:isPartOf': { '@id': 'urn:uuid:c56a4180-65aa-42ec-a945-5fd21dec0538' },
      'dct:date': { '@type': 'xsd:dateTime', '@value': '2026-03-02T10:20:30.123Z' },
      'dpv:hasDataSubject': { '@type': 'dpv:DataSubject', 'dpv:hasIdentifier': pseudonymOf(subjectHash) },
      'dpv:hasRecipient': {
        '@id': 'urn:dagr:consumer:vid',
        '@type': 'dpv:Recipient',
        'dpv:hasName': 'Valsts ieņēmumu dienests',
      },
      'dpv:hasPurpose': [
        { '@id': 'dpv:TaxAdministration' },
        { '@type': 'dpv:Purpose', 'dct:title': 'Nodokļu administrēšana' },
      ],
      'dpv:hasLegalBasis': [{ '@type': 'dpv:LegalBasis', 'dct:title': 'Likums' }],
      'dpv:hasProcessing': { '@id': 'dpv:Disclose' },
      'dpv:hasPersonalData': [{ '@id': 'urn:dagr:coordinate:Person.givenName', '@type': 'dpv:PersonalData' }],
      'dpv:hasDataSource': [{ '@id': 'urn:dagr:registry:population', '@type': 'dpv:DataSource' }],
      'dpv:hasOutcome': { '@id': 'urn:dagr:outcome:PARTLY' },
    })
  })

  test('that released nothing is a query', () => {
    const refused = exportedRecord({ outcome: 'REFUSED', released: [], permission: null, consumer: null })
    expect(dpvProcess(refused, { pseudonymOf, purposeTerms: new Map() })).toMatchObject({
      'dpv:hasProcessing': { '@id': 'dpv:Query' },
      'dpv:hasPersonalData': [],
    })
  })
})

test('a pseudonym is the same for the same subject, recipient and key only', () => {
  const key = Buffer.alloc(32, 1)
  const pseudonyms = [
    exportPseudonyms(key, 'kadaster')(subjectHash),
    exportPseudonyms(key, 'rdw')(subjectHash),
    exportPseudonyms(Buffer.alloc(32, 2), 'kadaster')(subjectHash),
    exportPseudonyms(key, 'kadaster')(Buffer.alloc(32, 4)),
  ]
  expect(new Set(pseudonyms).size).toBe(pseudonyms.length)
  expect(exportPseudonyms(key, 'kadaster')(subjectHash)).toBe(pseudonyms[0])
  expect(pseudonyms.every((pseudonym) => /^[\w-]{43}$/.test(pseudonym))).toBe(true)
})

test('neither the case nor the official is in an export', () => {
  const record = exportedRecord({ id: randomUUID() })
  const options = { pseudonymOf, activities: 'urn:dagr:permission:', purposeTerms: new Map<string, string>() }
  const told = JSON.stringify([otlpTraces([record], options), dpvProcess(record, options)])
  expect(told).not.toContain('VID-2026/17')
  expect(told).not.toContain(subjectHash.toString('hex'))
})
