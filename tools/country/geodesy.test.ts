import { expect, test } from 'vitest'
import { positionAt } from './geodesy.ts'

// Buildings of the State Address Register, as published in both systems; six decimals of a degree are some 10 cm.
test.each([
  [57.769418, 25.156929, 403_626.965, 568_822.179],
  [56.9512, 24.104642, 311_958.658, 506_365.082],
  [56.960856, 24.132779, 313_036.408, 508_074.476],
])('%f N %f E in LKS-92', (latitude, longitude, northing, easting) => {
  const position = positionAt(latitude, longitude)
  expect(Math.abs(position.northing - northing)).toBeLessThan(0.15)
  expect(Math.abs(position.easting - easting)).toBeLessThan(0.15)
})
