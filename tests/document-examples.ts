/** A request that a document shows, and what it says comes back. */
export interface DocumentExample {
  /** Name of a demo caller. */
  readonly caller: string
  readonly headers: Readonly<Record<string, string>>
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  /** The body of the response. */
  readonly answer: unknown
}

/**
 * The requests that a page shows, in their order: a block `graphql`, which begins with a line
 * `# caller, permission number, header: value`, a block `json variables` where it has variables, and a block `json answer`.
 * @throws where one of them is not written so
 */
export function examplesOf(page: string): readonly DocumentExample[] {
  const blocks = blocksOf(page)
  return blocks.flatMap(({ kind, text: query }, place) => {
    if (kind !== 'graphql') return []
    const [, caller, permission, headers] =
      /^# ([\w-]+), permission (\d+)((?:, [\w-]+: [^,\n]+)*)$/m.exec(query) ?? []
    const [next, afterNext] = blocks.slice(place + 1)
    const variables = next?.kind === 'json variables' ? next.text : '{}'
    const answer = next?.kind === 'json variables' ? afterNext : next
    if (caller === undefined || permission === undefined || answer?.kind !== 'json answer') {
      throw new Error(`Who asks, or what is answered, is not said of:\n${query}`)
    }
    return {
      caller,
      headers: { 'x-dagr-permission': permission, ...headersIn(headers ?? '') },
      query,
      variables: JSON.parse(variables) as DocumentExample['variables'],
      answer: JSON.parse(answer.text) as unknown,
    }
  })
}

/** The fenced blocks of a page; `kind` is all that stands behind the fence. */
export function blocksOf(page: string): readonly { readonly kind: string; readonly text: string }[] {
  return [...page.matchAll(/^```(.+)\n([^]*?)^```$/gm)].map(([, kind = '', text = '']) => ({ kind, text }))
}

/** The page with these answers in place of its own; `prettier` lays them out. */
export function withAnswers(page: string, answers: readonly unknown[]): string {
  const left = [...answers]
  return page.replaceAll(
    /^```json answer\n[^]*?^```$/gm,
    () => `\`\`\`json answer\n${JSON.stringify(left.shift())}\n\`\`\``,
  )
}

function headersIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/, ([\w-]+): ([^,\n]+)/g)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value,
    ]),
  )
}
