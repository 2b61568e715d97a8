import { createServer } from 'node:http'
import { Pool } from 'undici'
import { port, subgraphs, workload } from './settings.mjs'
import { aggregators } from './by-hand-aggregators.mjs'

/** What one would write by hand for one query: no GraphQL engine, the subgraphs asked by fixed texts through `undici`. */
const pools = new Map(
  Object.entries(subgraphs).map(([name, url]) => [name, new Pool(new URL(url).origin, { connections: 50 })]),
)

async function ask(name, query, variables) {
  const { body } = await pools.get(name).request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = await body.json()
  if (errors) throw new Error(errors[0].message)
  return data
}

const aggregate = aggregators[workload]

async function answer(body, response) {
  try {
    const data = await aggregate(JSON.parse(body).variables, ask)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ data }))
  } catch (error) {
    response.writeHead(500, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ errors: [{ message: error.message }] }))
  }
}

createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (piece) => (body += piece))
  request.on('end', () => void answer(body, response))
}).listen(port, '127.0.0.1')
