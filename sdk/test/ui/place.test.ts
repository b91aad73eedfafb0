import { expect, it } from 'vitest'
import { place, type Side } from '../../src/ui/place'

const VIEW = { width: 1000, height: 600 }
const PANEL = { width: 200, height: 100 }
const at = (x: number, y: number, width = 80, height = 20): { x: number; y: number; width: number; height: number } => ({
  x,
  y,
  width,
  height,
})

it('lies below its element, in the middle', () => {
  expect(place(at(400, 200), PANEL, VIEW, 'auto')).toEqual({ x: 340, y: 232, side: 'bottom' })
})

it('goes above where there is no room below', () => {
  expect(place(at(400, 550), PANEL, VIEW, 'auto')).toEqual({ x: 340, y: 438, side: 'top' })
})

it.each<[Side, number, number]>([
  ['top', 340, 188],
  ['bottom', 340, 332],
  ['left', 188, 260],
  ['right', 492, 260],
])('lies where it is asked to: %s', (side, x, y) => {
  expect(place(at(400, 300), PANEL, VIEW, side)).toEqual({ x, y, side })
})

it('goes to the other side where the asked one has no room', () => {
  expect(place(at(10, 300), PANEL, VIEW, 'left').side).toBe('right')
})

it('stays inside the window at its edges', () => {
  expect(place(at(0, 200), PANEL, VIEW, 'bottom').x).toBe(8)
  expect(place(at(950, 200), PANEL, VIEW, 'bottom').x).toBe(792)
})

it('takes the roomiest side of an element that fills the window, and covers it rather than leave the window', () => {
  const { x, y } = place(at(0, 0, 1000, 600), PANEL, VIEW, 'auto')
  expect(x >= 8 && x <= 792 && y >= 8 && y <= 492).toBe(true)
})

it('begins at the edge where the window is smaller than the panel', () => {
  expect(place(at(100, 100), PANEL, { width: 150, height: 80 }, 'auto')).toMatchObject({ x: 8, y: 8 })
})
