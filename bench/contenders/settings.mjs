/** What the benchmark tells a contender: its port, the supergraph's file, and where the subgraphs are. */
export const port = Number(process.env.PORT)
export const supergraphFile = process.env.SUPERGRAPH
/** URL by registry. */
export const subgraphs = JSON.parse(process.env.SUBGRAPHS)
/** Which of the queries the contenders without GraphQL are asked for. */
export const workload = process.env.WORKLOAD
/** A file of requests' variables with the bytes that answer them, a line for each. */
export const answersFile = process.env.ANSWERS
