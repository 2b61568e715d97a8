import { readFileSync } from 'node:fs'
import { answersFile } from './settings.mjs'

/** The bytes that answer each request, by its variables as JSON. */
export function readAnswers() {
  const lines = readFileSync(answersFile, 'utf8').split('\n').filter(Boolean)
  return new Map(
    lines.map((line) => {
      const [variables, answer] = JSON.parse(line)
      return [variables, Buffer.from(answer)]
    }),
  )
}
