type Codes = readonly (string | null)[] | null | undefined

/**
 * A person's codes as the population register gives them. Throws without any: what is found under some of them only would
 * be incomplete and not say so. It is no mistake of the caller's that they were not delivered.
 */
export function givenCodes(codes: Codes): string[] {
  const given = codes?.filter((code) => code !== null) ?? []
  if (given.length === 0) throw new Error("The person's codes are needed and were not given.")
  return given
}

/** The same with the code that was referred to, each once. */
export function allCodes(id: string, codes: Codes): string[] {
  return [...new Set([id, ...givenCodes(codes)])]
}

/** A code as the population register holds it; null for what cannot be one. */
export function elevenDigits(code: string): string | null {
  return /^\d{6}-?\d{5}$/.test(code) ? code.replace('-', '') : null
}
