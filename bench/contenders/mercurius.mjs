import { readFileSync } from 'node:fs'
import gatewayPlugin from '@mercuriusjs/gateway'
import Fastify from 'fastify'
import { port } from './settings.mjs'

/** MERCURIUS_JIT: how often a query is seen before it is compiled; 0 never. SERVICES: name, url and schema of each. */
const jit = Number(process.env.MERCURIUS_JIT)
const services = JSON.parse(readFileSync(process.env.SERVICES, 'utf8'))
const server = Fastify()
await server.register(gatewayPlugin, { jit, gateway: { services } })
await server.listen({ port, host: '127.0.0.1' })
