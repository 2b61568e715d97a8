import { SaxesParser } from 'saxes'
import type { Element } from './element-path.ts'
import { FileRefused } from './file-refused.ts'
import type { ReadOptions } from './read-bytes.ts'
import { readBytes } from './read-bytes.ts'

/** One `…ItemData` of a text data file. */
export interface XmlItem {
  line: number
  item: Element
  /** What the file says about itself before its items, by element name. */
  envelope: ReadonlyMap<string, string>
}

/** An item is held in memory whole; no published one comes near. */
const mostElements = 200_000

/** @returns the local name of the root element, read from the file's beginning. */
export async function readXmlRoot(path: string): Promise<string> {
  let root: string | undefined
  const parser = new SaxesParser({ position: false })
  parser.on('opentag', ({ name }) => (root ??= localName(name)))
  parser.on('error', () => undefined)
  for await (const { text } of readBytes(path)) {
    parser.write(text)
    break
  }
  if (root === undefined) throw new FileRefused('the file is not XML')
  return root
}

/**
 * The items of a VZD text data file `<XFullData>…<XItemList><XItemData>`, X being `element`.
 * @throws FileRefused where the XML is truncated, malformed or not in UTF-8.
 */
export async function* readXml(
  path: string,
  element: string,
  options: ReadOptions = {},
): AsyncGenerator<XmlItem> {
  const items: XmlItem[] = []
  const parser = itemParser(element, (item) => items.push(item))
  for await (const { text } of readBytes(path, options)) {
    parser.write(text)
    yield* items.splice(0)
  }
  closeOrRefuse(parser)
}

function closeOrRefuse(parser: SaxesParser): void {
  try {
    parser.close()
  } catch {
    throw new FileRefused('the file is truncated: its XML is not closed')
  }
}

function itemParser(elementName: string, onItem: (item: XmlItem) => void): SaxesParser {
  const parser = new SaxesParser({ position: true })
  const envelope = new Map<string, string>()
  /** The open elements of the current item, outermost first; empty between items. */
  const open: Element[] = []
  let depth = 0
  let line = 0
  let elements = 0
  /** The open child of the root, and its text if it turns out to have only that. */
  let entry = { name: '', text: '' }
  parser.on('error', ({ message }) => {
    // The parser's message may quote the text. Its position is enough.
    const position = /^(\d+:\d+)/.exec(message)?.[1] ?? `${parser.line}`
    throw new FileRefused(`the file is not well-formed XML (at ${position})`)
  })
  parser.on('xmldecl', ({ encoding = 'UTF-8' }) => {
    if (encoding.toUpperCase() !== 'UTF-8') throw new FileRefused('the file is not UTF-8: it says so itself')
  })
  parser.on('opentag', (tag) => {
    const name = localName(tag.name)
    depth += 1
    if (open.length === 0 && name !== `${elementName}ItemData`) {
      if (depth === 2) entry = { name, text: '' }
      return
    }
    if (open.length === 0) [line, elements] = [parser.line, 0]
    elements += 1
    if (elements > mostElements) throw new FileRefused(`the item at line ${line} is too large`)
    const element = { name, text: '', children: [] }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  const onText = (text: string): void => {
    const element = open.at(-1)
    if (element) element.text += text
    else if (depth === 2) entry.text += text
  }
  parser.on('text', onText)
  parser.on('cdata', onText)
  parser.on('closetag', () => {
    depth -= 1
    const closed = open.pop()
    if (closed && open.length === 0) onItem({ line, item: closed, envelope })
    if (!closed && depth === 1) envelope.set(entry.name, entry.text.trim())
  })
  return parser
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
