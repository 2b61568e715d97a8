import { readFileSync } from 'node:fs'
import { ApolloGateway } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { port, supergraphFile } from './settings.mjs'

/** As its documentation starts it, without landing page, usage reports and schema reports. */
const gateway = new ApolloGateway({ supergraphSdl: readFileSync(supergraphFile, 'utf8') })
const server = new ApolloServer({ gateway, introspection: false, includeStacktraceInErrorResponses: false })
await startStandaloneServer(server, { listen: { port, host: '127.0.0.1' } })
