import type { ClientBase } from 'pg'
import { placeBits, placeOf } from './head-node.ts'
import type { Head, HeadNode } from './head-node.ts'
import { HeadsMap } from './heads-map.ts'

const packedBytes = 32 + 8 + 32

const headsText = `
  SELECT string_agg(token || int8send(count) || head, ''::bytea ORDER BY token) AS packed
  FROM unnest($1::integer[], $2::integer[]) AS asked (first, last)
  JOIN subject_head ON place BETWEEN first AND last`

/** Heads whose places are in these ranges, both ends included, in order of tokens. */
export async function readHeads(
  client: ClientBase,
  ranges: readonly (readonly [number, number])[],
): Promise<Head[]> {
  const { rows } = await client.query<{ packed: Buffer | null }>({
    name: 'heads',
    text: headsText,
    values: [ranges.map(([first]) => first), ranges.map(([, last]) => last)],
  })
  const bytes = rows[0]?.packed ?? Buffer.alloc(0)
  return Array.from({ length: bytes.length / packedBytes }, (_, index) => {
    const one = bytes.subarray(index * packedBytes, (index + 1) * packedBytes)
    return {
      token: one.subarray(0, 32),
      count: Number(one.readBigUInt64BE(32)),
      head: one.subarray(40),
    }
  })
}

/** Heads that are read at once where all are: so many that most pages of the table hold some of them. */
const headsPerPart = 131_072

/** The whole map, of about so many data subjects, in parts that fit memory. */
export async function loadHeadsMap(client: ClientBase, expectedSubjects: number): Promise<HeadsMap> {
  const map = new HeadsMap(expectedSubjects)
  const parts = Math.min(256, 2 ** Math.ceil(Math.log2(Math.max(1, expectedSubjects / headsPerPart))))
  const places = 2 ** placeBits / parts
  for (let part = 0; part < parts; part++) {
    const heads = await readHeads(client, [[part * places, (part + 1) * places - 1]])
    map.replace(new Set(heads.map(({ token }) => map.bucketOf(placeOf(token)))), heads)
  }
  return map
}

export async function readBranches(client: ClientBase): Promise<Map<number, HeadNode>> {
  const { rows } = await client.query<HeadNode & { branch: number }>(
    'SELECT branch, subjects, root FROM head_branch',
  )
  return new Map(rows.map(({ branch, subjects, root }) => [branch, { subjects, root }]))
}

/** One value holds all tokens and one all links: a value each would be written as text. */
const writeHeadsText = `
  INSERT INTO subject_head (token, place, count, head)
  SELECT substring($1::bytea FROM index::integer * 32 - 31 FOR 32), place, count,
    substring($2::bytea FROM index::integer * 32 - 31 FOR 32)
  FROM unnest($3::integer[], $4::bigint[]) WITH ORDINALITY AS head (place, count, index)
  ON CONFLICT (token) DO UPDATE SET count = excluded.count, head = excluded.head`

const writeBranchesText = `
  INSERT INTO head_branch (branch, subjects, root)
  SELECT branch, subjects, substring($1::bytea FROM index::integer * 32 - 31 FOR 32)
  FROM unnest($2::smallint[], $3::integer[]) WITH ORDINALITY AS branch (branch, subjects, index)
  ON CONFLICT (branch) DO UPDATE SET subjects = excluded.subjects, root = excluded.root`

/** Chains only grow, so that no head and no branch ever goes. */
export async function writeHeads(
  client: ClientBase,
  heads: readonly Head[],
  branches: ReadonlyMap<number, HeadNode>,
): Promise<void> {
  if (heads.length === 0) return
  await client.query({
    name: 'write-heads',
    text: writeHeadsText,
    values: [
      Buffer.concat(heads.map(({ token }) => token)),
      Buffer.concat(heads.map(({ head }) => head)),
      heads.map(({ token }) => placeOf(token)),
      heads.map(({ count }) => count),
    ],
  })
  const nodes = [...branches.values()]
  await client.query({
    name: 'write-branches',
    text: writeBranchesText,
    values: [
      Buffer.concat(nodes.map(({ root }) => root)),
      [...branches.keys()],
      nodes.map(({ subjects }) => subjects),
    ],
  })
}
