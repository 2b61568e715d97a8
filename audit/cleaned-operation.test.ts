import { describe, expect, it } from 'vitest'
import { callerText, caseReference, traceId } from './cleaned-operation.ts'

const subjects = ['39010112345']

describe('a case reference', () => {
  it.each([
    ['VID-2026/17', 'VID-2026/17'],
    ['390101-12345', '************'],
    ['about 39010112345.', 'about ***********.'],
    ['about 16117512345', 'about 16117512345'],
    ['about 161175-12345', 'about ************'],
    ['39010112345 and 390101-12346', '*********** and ************'],
    ['390101 12345', '************'],
    ['390101_12345/2', '************/2'],
    ['390101–12345', '************'],
    ['161175–12345', '************'],
    ['3 9 0 1 0 1 - 1 2 3 4 5', '*'.repeat(23)],
    ['no. 0039010112345', 'no. 00***********'],
    ['2026/39010112345/390101.12345', '2026/***********/************'],
    ['390101 and 12345', '390101 and 12345'],
    [null, null],
  ])('%j is kept as %j', (given, kept) => {
    expect(caseReference(given, subjects)).toBe(kept)
  })
})

describe('what the caller chose', () => {
  it.each([
    ['operationName', 'Residence_2', true],
    ['operationName', 'Person_390101_12345', false],
    ['operationName', 'Person39010112345', false],
    ['operationName', 'not a name', false],
    ['operationName', 'a'.repeat(101), false],
    ['permission', '1001', true],
    ['permission', 'VDAA/2026.1-a', true],
    ['permission', '390101-12345', false],
    ['permission', 'about 1001', false],
    ['trace', '4bf92f3577b34da6a3ce929d0e0e4736', true],
    ['trace', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', true],
    ['trace', '39010112345', false],
    ['trace', '390101123450000000000000000000ab', false],
    ['trace', '390101123460000000000000000000ab', true],
  ] as const)('%s %j: kept is %j', (part, text, isKept) => {
    const kept = part === 'trace' ? traceId(text, subjects) : callerText(part, text)
    expect(kept).toBe(isKept ? text : null)
  })
})
