const WHOLE =
  'a[href], button, input, select, textarea, summary, label, [role=button], [role=link], [role=tab], [role=menuitem], [role=option], [role=checkbox], [role=radio], [role=switch], [data-handrail-id]'

/** The element a person means when pointing at a part of it: the button rather than the drawing inside it. */
export function meantElement(element: Element): Element {
  return element.closest(WHOLE) ?? element.closest('svg')?.parentElement ?? element
}
