import './editing.css'
import { fillFromFile } from './fillFromFile'
import { growingTexts } from './growingTexts'
import { keepPlace } from './keepPlace'
import { readPane } from './preview/readPane'
import { startPreview } from './preview/startPreview'
import { unsavedChanges } from './unsavedChanges'

const form = document.querySelector<HTMLFormElement>('form[data-editor]')
if (form) {
  growingTexts(form)
  fillFromFile(form)
  keepPlace(form)
  unsavedChanges(form)
  const pane = readPane(document)
  if (pane) startPreview(form, pane)
}
