import { compilePolicySet } from '#policies/compile.ts'
import { decide } from '#policies/decide.ts'
import type { Agreement, PolicyContent, PolicySet, Question } from '#policies/model.ts'
import { contentSizes, manyAgreements } from '../many-agreements.ts'
import { timeRounds } from '../scenario.ts'
import type { Scenario } from '../scenario.ts'

const sizes = {
  whole: { ...contentSizes.whole, rounds: 15, questions: 100_000 },
  tiny: { ...contentSizes.tiny, rounds: 2, questions: 100 },
} as const

/** The time of a question; any at which the agreements are in force. */
const at = new Date('2026-03-01T00:00:00Z')

export const decideScenario: Scenario = {
  name: 'decide',
  about: 'compiling all agreements, and deciding an operation of 20 coordinates',
  async run(size, say) {
    const { rounds, questions: asked, ...contentSize } = sizes[size]
    const content = manyAgreements(contentSize)
    const grants = content.agreements.reduce((sum, agreement) => sum + agreement.grants.length, 0)
    say(
      `${contentSize.agreements} agreements, ${contentSize.attributes} attributes, ${grants} grants, ${contentSize.conditions} of them with row conditions`,
    )
    // A content of its own for each round: nothing that an earlier round has made can be used again.
    const contents = Array.from({ length: rounds }, () => structuredClone(content))
    const sets: PolicySet[] = []
    const cold = await timeRounds(rounds, (round) => sets.push(compilePolicySet(contents[round] ?? content)))
    const everything = await timeRounds(rounds, (round) => {
      for (const { decisions } of sets[round]?.agreements.values() ?? []) decisions.size.valueOf()
    })
    let newest = content
    const next = await timeRounds(rounds, (round) => {
      const { epoch, agreement } = edited(newest, round)
      newest = epoch
      decide(compilePolicySet(newest), questionOf(agreement, 20))
    })
    const set = compilePolicySet(content)
    const questions = content.agreements.map((agreement) => questionOf(agreement, 20))
    const askAll = () => {
      for (let count = 0; count < asked; count++) {
        const question = questions[count % questions.length]
        if (question) decide(set, question)
      }
    }
    askAll()
    const deciding = await timeRounds(rounds, askAll)
    const [busiest] = questions.slice(-1)
    const askOne = () => {
      for (let count = 0; count < asked; count++) if (busiest) decide(set, busiest)
    }
    const decidingOne = await timeRounds(rounds, askOne)
    const each = (times: readonly number[]) => times.map((time) => (time * 1_000) / asked)
    return [
      { what: 'compile an epoch, all of it new', rounds: cold, unit: 'ms', bar: 10 },
      { what: 'the first decision under each of its agreements', rounds: everything, unit: 'ms', bar: null },
      { what: 'the next epoch after one edit, to its first decision', rounds: next, unit: 'ms', bar: 10 },
      { what: 'decide 20 coordinates, each agreement in turn', rounds: each(deciding), unit: 'µs', bar: 1 },
      { what: 'decide 20 coordinates, one agreement', rounds: each(decidingOne), unit: 'µs', bar: 1 },
    ]
  },
}

/** The content with one grant less in one agreement. */
function edited(content: PolicyContent, round: number): { epoch: PolicyContent; agreement: Agreement } {
  const place = (round * 31) % content.agreements.length
  const agreements = [...content.agreements]
  const [agreement] = agreements.splice(place, 1)
  if (agreement === undefined) throw new Error('There are no agreements')
  const changed: Agreement = { ...agreement, grants: agreement.grants.slice(1) }
  return {
    epoch: { ...content, epoch: content.epoch + 1, agreements: [...agreements, changed] },
    agreement: changed,
  }
}

/** Of so many of its coordinates; the smallest agreements name some of them twice. */
function questionOf({ permission, consumer, grants }: Agreement, count: number): Question {
  const coordinates = Array.from(
    { length: count },
    (_, place) => grants[place % grants.length]?.coordinate ?? `Query.missing${place}`,
  )
  return { caller: { consumer, application: 'measuring' }, permission, coordinates, at }
}
