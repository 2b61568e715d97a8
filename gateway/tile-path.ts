/** What a path of C2SP `tlog-tiles` asks for. */
export interface TilePath {
  /** 0 to 63, or the bundles of entries. */
  readonly level: number | 'entries'
  readonly index: number
  /** 1 to 256: how many hashes or entries from the first. */
  readonly width: number
}

const fullWidth = 256

/** Reads `<L>/<N>` and `<L>/<N>.p/<W>`. Null where it is not written exactly so: each file has one path. */
export function readTilePath(path: string): TilePath | null {
  const [, level = '', high = '', low = '', width] =
    /^(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*)(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path) ?? []
  const index = Number(high.replaceAll(/[x/]/g, '') + low)
  const wanted = width === undefined ? fullWidth : Number(width)
  const isCanonical = low !== '' && !high.startsWith('x000') && Number.isSafeInteger(index)
  if (!isCanonical || (width !== undefined && wanted >= fullWidth)) return null
  if (level === 'entries') return { level, index, width: wanted }
  return Number(level) > 63 ? null : { level: Number(level), index, width: wanted }
}
