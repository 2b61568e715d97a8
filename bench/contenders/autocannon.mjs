import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'

/** Where there is no `wrk`: the same requests, one after the other in their order, and the same line of JSON. */
const [url, file, seconds, connections] = process.argv.slice(2)
const bodies = JSON.parse(readFileSync(file, 'utf8'))
const { requests, duration, throughput, errors, non2xx, mismatches, latency } = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  // GraphQL tells of errors with status 200 as well.
  verifyBody: (body) => !body.includes('"errors":'),
  requests: bodies.map(({ headers, body }) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })),
})
const microseconds = (milliseconds) => Math.round(milliseconds * 1_000)
process.stdout.write(
  `${JSON.stringify({
    requests: requests.total,
    microseconds: microseconds(duration * 1_000),
    bytes: throughput.total,
    failed: errors + Math.max(non2xx, mismatches),
    p50: microseconds(latency.p50),
    p99: microseconds(latency.p99),
    p999: microseconds(latency.p99_9),
  })}\n`,
)
