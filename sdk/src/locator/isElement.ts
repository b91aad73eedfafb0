/** Whether a node is an element; works for nodes of other frames, where `instanceof` does not. */
export function isElement(node: Node | null | undefined): node is Element {
  return node?.nodeType === 1
}
