/** A key of one data subject's contents. */
export interface ContentKey {
  /** UUID. */
  readonly id: string
  /** 32 bytes. */
  readonly key: Buffer
}

const keyIdBytes = 16
const nonceBytes = 12
const saltBytes = 32
const lengthBytes = 4

/** The content column, byte by byte; `docs/audit-log-format.md` explains it. */
export const contentLayout = {
  /** First byte: how the rest of it is to be read. */
  plainJson: 1,
  encrypted: 2,
  saltBytes,
  nonceBytes,
  tagBytes: 16,
  /** After the first byte and the id of the key. */
  nonceAt: 1 + keyIdBytes,
  sealedAt: 1 + keyIdBytes + nonceBytes,
  /** In the plaintext: after the salts and the length of what is shown. */
  textsAt: 2 * saltBytes + lengthBytes,
} as const
