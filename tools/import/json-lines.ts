/**
 * The line on which each value of a JSON text begins, by its place as in `[1].tree.properties[0]`; the text itself has the
 * place ''. The text must be valid JSON.
 */
export function jsonLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  const token = /\s*("(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+)/gy
  let line = 1

  function next(): string {
    const from = token.lastIndex
    const [whole = '', word = ''] = token.exec(text) ?? []
    line += text.slice(from, from + whole.length).split('\n').length - 1
    return word
  }

  function value(first: string, place: string): void {
    lines.set(place, line)
    if (first === '[') {
      for (let index = 0, word = next(); word !== ']' && word !== ''; word = next()) {
        if (word === ',') continue
        value(word, `${place}[${index}]`)
        index += 1
      }
    }
    if (first === '{') {
      for (let word = next(); word !== '}' && word !== ''; word = next()) {
        if (word === ',') continue
        const name: unknown = JSON.parse(word)
        next()
        value(next(), `${place}.${String(name)}`)
      }
    }
  }

  value(next(), '')
  return lines
}
