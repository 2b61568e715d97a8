import { createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

const made = new WeakMap<Buffer, KeyObject>()

/**
 * A secret key as Node's ciphers and keyed hashes take it quickest: with its bytes they need several times as long, and to
 * make the object each time would be the dearest part of a short hash. The bytes never change.
 */
export function keyObject(key: Buffer): KeyObject {
  let object = made.get(key)
  if (object === undefined) {
    object = createSecretKey(key)
    made.set(key, object)
  }
  return object
}
