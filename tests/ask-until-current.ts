import { setTimeout as sleep } from 'node:timers/promises'

interface Told {
  readonly answer: {
    readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[]
  }
}

/**
 * What is busy with generating queries, or shares a machine with others, may hear nothing of its policies for longer than a
 * gateway acts on them: then it says so, and is asked again.
 */
export async function askUntilCurrent<Outcome extends Told>(ask: () => Promise<Outcome>): Promise<Outcome> {
  for (let attempts = 1; ; attempts += 1) {
    const told = await ask()
    const isStale = told.answer.errors?.some(({ extensions }) => extensions?.['code'] === 'POLICY_STALE')
    if (isStale !== true || attempts === 50) return told
    await sleep(200)
  }
}
