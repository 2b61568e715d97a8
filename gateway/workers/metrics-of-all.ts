import cluster from 'node:cluster'
import type { Worker } from 'node:cluster'
import { AggregatorRegistry } from 'prom-client'
import type { Registry } from 'prom-client'

/** A worker asks for the metrics of all, and is told; null where they could not be had. */
interface AskMetrics {
  readonly kind: 'metrics'
  readonly id: number
}
interface TellMetrics extends AskMetrics {
  readonly text: string | null
}

/** In the process that has workers: whichever of them is asked answers for all. */
export function answerMetrics(): { close(): void } {
  const all = new AggregatorRegistry()
  const onMessage = (worker: Worker, message: Partial<AskMetrics> | null): void => {
    if (message?.kind !== 'metrics') return
    const { id } = message
    all.clusterMetrics().then(
      (text) => tell(worker, { kind: 'metrics', id: Number(id), text }),
      () => tell(worker, { kind: 'metrics', id: Number(id), text: null }),
    )
  }
  cluster.on('message', onMessage)
  return { close: () => void cluster.off('message', onMessage) }
}

function tell(worker: Worker, message: TellMetrics): void {
  // It may have ended meanwhile.
  if (worker.isConnected()) worker.send(message)
}

/**
 * The text of a node's metrics: of all workers together where the node has several, of this process otherwise. Counters and
 * histograms are sums; a gauge says itself what it is of several. Rejects where the workers' cannot be had.
 */
export function metricsOfAll(registry: Registry): () => Promise<string> {
  if (!cluster.isWorker) return () => registry.metrics()
  AggregatorRegistry.setRegistries(registry)
  // Its making is what lets this worker be asked.
  void new AggregatorRegistry()
  const waiting = new Map<number, PromiseWithResolvers<string>>()
  let nextId = 0
  process.on('message', (message: Partial<TellMetrics> | null) => {
    if (message?.kind !== 'metrics') return
    const asked = waiting.get(Number(message.id))
    waiting.delete(Number(message.id))
    if (typeof message.text === 'string') asked?.resolve(message.text)
    else asked?.reject(new Error('The metrics of all workers could not be had'))
  })
  return () => {
    const asked = Promise.withResolvers<string>()
    const id = nextId++
    waiting.set(id, asked)
    const question: AskMetrics = { kind: 'metrics', id }
    process.send?.(question)
    return asked.promise
  }
}
