import { createServer } from 'node:http'
import { readAnswers } from './read-answers.mjs'
import { port } from './settings.mjs'

const answers = readAnswers()
createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (piece) => (body += piece))
  request.on('end', () => {
    const answer = answers.get(JSON.stringify(JSON.parse(body).variables))
    const status = answer === undefined ? 404 : 200
    const length = answer?.length ?? 0
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': length })
    response.end(answer)
  })
}).listen(port, '127.0.0.1')
