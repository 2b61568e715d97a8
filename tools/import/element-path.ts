export interface Element {
  name: string
  text: string
  children: Element[]
}

/** Where a row is read from: an item of the file, the element of it that becomes the row, and the file's envelope. */
export interface Place {
  item: Element
  row: Element
  envelope: ReadonlyMap<string, string>
}

interface Step {
  name: string
  /** Only the element that has a child of this name with this text. */
  only: { child: string; text: string } | undefined
}

/**
 * Compiles a path to the text of the first element that it leads to: `A/B` from the row's element, `/A/B` from the item,
 * `$A` in the envelope, `A[B=x]/C` through the `A` whose child `B` says x.
 */
export function textAt(path: string): (place: Place) => string | undefined {
  if (path.startsWith('$')) return (place) => place.envelope.get(path.slice(1))
  const fromItem = path.startsWith('/')
  const steps = stepsOf(fromItem ? path.slice(1) : path)
  return (place) => {
    let element: Element | undefined = fromItem ? place.item : place.row
    for (const step of steps) element = element?.children.find((child) => matches(child, step))
    return element?.text
  }
}

/** All elements that a path without conditions leads to. */
export function elementsAt(path: string, item: Element): Element[] {
  return path
    .split('/')
    .reduce(
      (found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)),
      [item],
    )
}

function stepsOf(path: string): Step[] {
  return path.split('/').map((step) => {
    const [, name = step, child, text] = /^(.+)\[(.+)=(.+)\]$/.exec(step) ?? []
    return { name, only: child === undefined || text === undefined ? undefined : { child, text } }
  })
}

function matches(element: Element, { name, only }: Step): boolean {
  if (element.name !== name) return false
  return (
    !only || element.children.some((child) => child.name === only.child && child.text.trim() === only.text)
  )
}
