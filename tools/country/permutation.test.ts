import { expect, test } from 'vitest'
import { permutation } from './permutation.ts'

test.each([1, 2, 7, 64, 417, 5000])(
  'a permutation of %i numbers meets each once, and finds the way back',
  (size) => {
    const { to, from } = permutation(size, 42)
    const images = Array.from({ length: size }, (_image, index) => to(index))
    expect(new Set(images).size).toBe(size)
    expect(Math.max(...images)).toBe(size - 1)
    expect(images.map((image) => from(image))).toEqual(images.map((_image, index) => index))
  },
)

test('another key is another order', () => {
  expect(orderOf(1)).toEqual(orderOf(1))
  expect(orderOf(1)).not.toEqual(orderOf(2))
})

function orderOf(key: number): number[] {
  return Array.from({ length: 100 }, (_image, index) => permutation(100, key).to(index))
}
