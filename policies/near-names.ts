/** Those of the names that one could have meant, the nearest first; few of them. */
export function nearNames(name: string, names: readonly string[], most = 3): readonly string[] {
  return names
    .map((each) => ({ each, distance: editDistance(name.toLowerCase(), each.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(2, name.length / 4))
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, most)
    .map(({ each }) => each)
}

/** How many characters must be put in, taken out or changed. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [place, character] of Array.from(one).entries()) {
    const next = [place + 1]
    for (let index = 0; index < other.length; index++) {
      const changed = (row[index] ?? 0) + (other[index] === character ? 0 : 1)
      next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
