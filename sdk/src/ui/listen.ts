/**
 * Listens to events of some types.
 *
 * @param types with blanks between
 * @param capture hears them before the page's own listeners do
 * @returns listens no more
 */
export function listen<Heard extends Event = Event>(
  target: EventTarget,
  types: string,
  heard: (event: Heard) => void,
  capture = false,
): () => void {
  const names = types.split(' ')
  for (const name of names) target.addEventListener(name, heard as EventListener, capture)
  return () => {
    for (const name of names) target.removeEventListener(name, heard as EventListener, capture)
  }
}
