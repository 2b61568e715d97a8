import type { OperationRecord } from './access-record.ts'

/** The form that each text of the caller's own choosing must have to be recorded: nothing like a personal code in it. */
const callerForms = {
  operationName: /^(?!.*\d{6}_?\d{5})[_A-Za-z][_0-9A-Za-z]{0,99}$/,
  permission: /^(?!.*\d{6}[-_./]?\d{5})[\w./-]{1,40}$/,
  trace: /^[0-9a-f]{32}$|^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/,
} as const satisfies Partial<Record<keyof OperationRecord, RegExp>>

const codeDigits = 11
/** Digits with no more between two of them than a few characters that are neither letters nor digits. */
const digitRuns = /\d(?:[^\p{L}\p{N}]{0,3}\d)*/gu
const codeForm = /(?:\d\D*){11}/
const personalCodes = /\d{6}[-\u2010-\u2015\u2212]\d{5}/g

/** A text of the caller's own choosing where it has the form that it ought to have, or else nothing. */
export function callerText(part: keyof typeof callerForms, text: string | null): string | null {
  return text !== null && callerForms[part].test(text) ? text : null
}

/**
 * A trace id is made of digits and may hold eleven of them by chance: not the code of whom the operation is about.
 * `subjects` are normalised.
 */
export function traceId(trace: string | null, subjects: readonly string[]): string | null {
  const text = callerText('trace', trace)
  return text !== null && subjects.some((subject) => text.includes(subject)) ? null : text
}

/**
 * The case reference as it may be shown to everybody whom the operation concerned: an official may type a
 * personal code there. What is written like one (with a hyphen), or is the code of a data subject of this very
 * operation, however it is divided, is masked; other digits are left, since registers number their cases with eleven
 * digits too. `subjects` are normalised.
 */
export function caseReference(text: string | null, subjects: readonly string[]): string | null {
  // Most have fewer digits than a code.
  if (text === null || !codeForm.test(text)) return text
  return text.replace(digitRuns, (run) => masked(run, new Set(subjects))).replace(personalCodes, stars)
}

/** Each place in a run where its digits are a subject's code; what divides them is masked with them. */
function masked(run: string, subjects: ReadonlySet<string>): string {
  const digits = Array.from(run.matchAll(/\d/g), ({ 0: digit, index }) => ({ digit, index }))
  let rest = run
  for (let first = 0; first + codeDigits <= digits.length; first++) {
    const code = digits.slice(first, first + codeDigits)
    if (!subjects.has(code.map(({ digit }) => digit).join(''))) continue
    const [start, end] = [code[0]?.index ?? 0, (code.at(-1)?.index ?? 0) + 1]
    rest = rest.slice(0, start) + '*'.repeat(end - start) + rest.slice(end)
  }
  return rest
}

function stars(text: string): string {
  return '*'.repeat(text.length)
}
