import { expect, test } from 'vitest'
import { toldError } from './told-error.ts'

const facts = {
  acting: new Set(['Mutation.approve']),
  owners: new Map([
    ['Mutation.approve', 'policy'],
    ['Query.person', 'population'],
  ]),
}

const words = 'Anna Ozola has written revision 2'
const failed = { code: 'REGISTRY_UNAVAILABLE', message: words } as const
const nothingTold = ['REGISTRY_UNAVAILABLE', 'A registry did not deliver what was asked']

test.each([
  ['policy', 'CHANGE_REFUSED', ['CHANGE_REFUSED', words]],
  ['population', 'CHANGE_REFUSED', nothingTold],
  ['nobody', 'CHANGE_REFUSED', nothingTold],
  ['policy', 'SOURCE_FAILED', nothingTold],
  [
    'population',
    'ARGUMENT_NOT_VALID',
    ['GRAPHQL_VALIDATION_FAILED', 'The registry does not take an argument with this value'],
  ],
])('what %s says with %s', (subgraph, code, told) => {
  expect(toldError({ ...failed, subgraph, extensions: { code } }, facts)).toEqual(told)
})

test('without a code of the subgraph’s, nothing of its words is told', () => {
  expect(toldError({ ...failed, subgraph: 'policy' }, facts)).toEqual(nothingTold)
})
