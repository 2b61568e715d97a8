import type { Found } from './found.ts'
import type { AccessRow, OperationRow } from './rows.ts'

/** What a run of a gateway says it wrote, or what the log holds of it. */
export interface NodeCount {
  readonly operations: number
  readonly records: number
}

/** Counts operation and access records against each other and against what gateways counted. */
export interface CrossCount {
  operation(row: OperationRow): void
  /** @returns the operation that it belongs to, where that came before. */
  record(row: AccessRow): { readonly purpose: string | null } | undefined
  /** What does not fit, once all rows were seen. `counters` are by run of a gateway. */
  finish(counters: ReadonlyMap<string, NodeCount> | undefined): void
  readonly nodes: number
}

interface Operation {
  readonly number: number
  readonly subjects: number
  readonly purpose: string | null
  readonly node: string | null
}

interface Open {
  operation: Operation | undefined
  seen: number
  firstRecord: number
}

export function crossCount(found: Found): CrossCount {
  /** Operations that have not all of their access records yet, and the other way round: what one seal holds, or little more. */
  const open = new Map<string, Open>()
  const nodes = new Map<string, { operations: number; records: number }>()

  function nodeOf(name: string) {
    const count = nodes.get(name) ?? { operations: 0, records: 0 }
    nodes.set(name, count)
    return count
  }

  function settle(id: string, pair: Open): void {
    if (pair.operation?.subjects !== pair.seen) return
    if (pair.operation.node !== null) nodeOf(pair.operation.node).records += pair.seen
    open.delete(id)
  }

  return {
    operation({ id, number, subjects, purpose, node }) {
      if (node !== null) nodeOf(node).operations++
      const pair: Open = open.get(id) ?? { operation: undefined, seen: 0, firstRecord: 0 }
      pair.operation = { number, subjects, purpose, node }
      open.set(id, pair)
      settle(id, pair)
    },
    record({ operation: id, number }) {
      const pair: Open = open.get(id) ?? { operation: undefined, seen: 0, firstRecord: number }
      const { operation } = pair
      pair.seen++
      open.set(id, pair)
      settle(id, pair)
      return operation
    },
    finish(counters) {
      for (const { operation, seen, firstRecord } of open.values()) {
        if (operation === undefined) {
          found.add('OPERATION_UNKNOWN', { kind: 'access record', number: firstRecord })
          continue
        }
        if (operation.node !== null) nodeOf(operation.node).records += seen
        const place = { kind: 'operation record', number: operation.number } as const
        found.add('OPERATION_RECORDS', place, `${operation.subjects} named, ${seen} there`)
      }
      for (const [node, counted] of counters ?? []) {
        const there = nodes.get(node) ?? { operations: 0, records: 0 }
        for (const kind of ['operations', 'records'] as const)
          if (counted[kind] > there[kind])
            found.add(
              'COUNTER_ABOVE',
              { kind: 'gateway run', number: node },
              `${counted[kind]} ${kind} counted, ${there[kind]} there`,
            )
      }
    },
    get nodes() {
      return nodes.size
    },
  }
}
