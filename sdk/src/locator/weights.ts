/**
 * What agreement and disagreement of a feature are worth, in units that add up; a match needs `accept`.
 *
 * Set by hand, on the safe side: every single identifying feature needs some support by the surroundings, and a text or position
 * alone never outweighs a contradiction. They are to be replaced by weights learned from version pairs.
 */
export const WEIGHTS = {
  equal: { developerId: 10, htmlId: 6, fieldName: 5, text: 4, destination: 4, position: 3 },
  /** The same for values that several elements of the page share. */
  shared: { developerId: 3, htmlId: 1.5, fieldName: 1.5, text: 1.5, destination: 1.5, position: 3 },
  different: { developerId: -5, htmlId: -3, fieldName: -3, fieldType: -3, text: -4, destination: -3, tag: -1.5, role: -1 },
  /** The element carries another developer id: its makers say that it is another one. */
  otherDeveloperId: -10,
  /** Another text on an element whose programmatic key agrees: a rewording. */
  reworded: -1,
  /** A link leads to the same place, but its text cannot be compared: menus and buttons often lead to one page. */
  translatedDestination: 2.5,
  /** The nearest ancestor with an id is another one: another form, dialog or page. */
  elsewhere: -2,
  /** An exact position on a page whose skeleton did not change. */
  skeleton: 3,
  /** An inexact position, times the likeness (0 to 1) of the ancestors. */
  surroundings: 2,
  /** Least score of a match. */
  accept: 5,
  /** Least distance of a match from the second best. */
  lead: 2,
} as const
