import { parentPort, workerData } from 'node:worker_threads'
import { printSchema } from 'graphql'
import { CompositionError, messageOf } from './composition-error.ts'
import { composeSdl, loadSupergraph } from './local-planner.ts'
import type { ToPlan, ToThread, FromThread } from './planning-thread.ts'
import type { Supergraph } from './supergraph.ts'

/** The thread of one supergraph: composes it, says what it is, and plans its operations. */
function main(source: ToThread): void {
  let supergraph: Supergraph
  try {
    const sdl = typeof source === 'string' ? source : composeSdl(source)
    supergraph = loadSupergraph(sdl)
  } catch (error) {
    tell({ kind: 'failed', isComposition: error instanceof CompositionError, message: messageOf(error) })
    return
  }
  const { sdl, full, api, subgraphs, planner } = supergraph
  const endpoints = [...subgraphs.values()]
  tell({ kind: 'loaded', sdl, full: printSchema(full), api: printSchema(api), endpoints })
  parentPort?.on('message', ({ id, text, operationName }: ToPlan) => {
    try {
      // As text: the planner's own objects have members that no message can carry.
      tell({ kind: 'planned', id, plan: JSON.stringify(planner.plan(text, operationName)) })
    } catch (error) {
      tell({ kind: 'unplanned', id, message: messageOf(error) })
    }
  })
}

function tell(message: FromThread): void {
  parentPort?.postMessage(message)
}

main(workerData)
