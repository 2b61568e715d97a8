import { expect, test } from 'vitest'
import { findProofs } from './find-proofs.ts'

const proof = 'c2sp.org/tlog-proof@v1\nextra e30=\n'
const history = JSON.stringify({ format: 'dagr/history-proof/v1', checkpoint: '' })

test('proofs are found by themselves', () => {
  expect(findProofs(`\n ${proof}`)).toEqual({ records: [{ proof }], history: null })
  expect(findProofs(history)).toEqual({ records: [], history })
})

test('proofs are found in an answer, whatever their names, with what was shown beside them', () => {
  const nodes = [{ organisation: 'VID', proof }, { organisation: 'VSAA' }, { named: proof }]
  const answer = JSON.stringify({ data: { me: { accessHistory: { nodes }, whole: history } } })
  expect(findProofs(answer)).toEqual({
    records: [
      { proof, answer: nodes[0] },
      { proof, answer: nodes[2] },
    ],
    history,
  })
})

test('of pages that each come with a proof of the history, that of the first page counts', () => {
  const later = JSON.stringify({ format: 'dagr/history-proof/v1', checkpoint: 'later' })
  expect(findProofs(JSON.stringify([{ whole: history }, { whole: later }])).history).toBe(history)
  expect(findProofs(`[${history}, ${later}]`).history).toBe(history)
})

test('a record that has no proof yet is one that was shown, whatever the name of its proof', () => {
  const nodes = [{ named: null }, { case: null, named: proof }, { proof: null, id: 'x' }, { case: null }]
  expect(findProofs(JSON.stringify({ nodes }))).toEqual({
    records: [
      { proof: null, answer: nodes[0] },
      { proof, answer: nodes[1] },
      { proof: null, answer: nodes[2] },
    ],
    history: null,
  })
})

test.each(['', 'null', '[1]', '{"proof": 1}', 'c2sp.org', '{"a":'])('there is none in %j', (text) => {
  expect(findProofs(text)).toEqual({ records: [], history: null })
})
