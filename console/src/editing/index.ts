import './editing.css'
import { fillFromFile } from './fillFromFile'
import { foldParts } from './foldParts'
import { growingTexts } from './growingTexts'
import { keepPlace } from './keepPlace'
import { readPane } from './preview/readPane'
import { startPreview } from './preview/startPreview'
import { unsavedChanges } from './unsavedChanges'

const form = document.querySelector<HTMLFormElement>('form[data-editor]')
if (form) {
  growingTexts(form)
  fillFromFile(form)
  // Before the place is sought: how high the page is, and what can have the focus, depends on it.
  foldParts(form)
  keepPlace(form)
  unsavedChanges(form)
  const pane = readPane(document)
  if (pane) startPreview(form, pane)
}
