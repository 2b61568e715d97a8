/** Strings up to this length are looked through faster here than by a regular expression. */
const shortText = 48

/** The string as JSON has it, as `JSON.stringify` writes it: most strings stand in it as they are. */
export function quoted(text: string): string {
  return isPlain(text) ? `"${text}"` : JSON.stringify(text)
}

function isPlain(text: string): boolean {
  if (text.length > shortText) return !special.test(text)
  for (let position = 0; position < text.length; position++) {
    const code = text.charCodeAt(position)
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code & 0xf800) === 0xd800) return false
  }
  return true
}

/** Anything but what stands as it is: not quotation marks, backslashes, control characters, nor surrogates, which may be lone. */
const special = /[^\u0020\u0021\u0023-\u005b\u005d-\ud7ff\ue000-\uffff]/
