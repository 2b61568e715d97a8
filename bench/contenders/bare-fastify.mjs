import Fastify from 'fastify'
import { readAnswers } from './read-answers.mjs'
import { port } from './settings.mjs'

const answers = readAnswers()
const server = Fastify()
server.post('/graphql', (request, reply) => {
  reply.header('content-type', 'application/json')
  return reply.send(answers.get(JSON.stringify(request.body.variables)))
})
await server.listen({ port, host: '127.0.0.1' })
