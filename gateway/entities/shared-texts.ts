/** Longer texts are seldom equal. */
const mostCharacters = 20

/** Texts of one generation: the last so many that were different are found again, and up to twice as many. */
const mostTexts = 20_000

/**
 * Makes equal short texts one: names, dates, codes of municipalities, and the key of an entity wherever it stands in it. That is
 * a third of what people take in memory. Bounded: texts that have not been seen for a while are forgotten (and still there where
 * they are kept).
 */
export class SharedTexts {
  private young = new Map<string, string>()
  private old: ReadonlyMap<string, string> = new Map()

  shared(text: string): string {
    if (text.length > mostCharacters) return text
    const known = this.young.get(text)
    if (known !== undefined) return known
    const one = this.old.get(text) ?? text
    if (this.young.size >= mostTexts) {
      this.old = this.young
      this.young = new Map()
    }
    this.young.set(one, one)
    return one
  }
}
