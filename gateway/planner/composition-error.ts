/** Thrown with everything that is wrong with a set of subgraph schemas. */
export class CompositionError extends Error {}

/** What is wrong, and each reason in a line of its own. */
export function listed(what: string, reasons: readonly string[]): string {
  return `${what}:\n${reasons.map((reason) => `- ${reason}`).join('\n')}`
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}
