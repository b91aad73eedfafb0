import './editing.css'
import { growingTexts } from './growingTexts'
import { keepPlace } from './keepPlace'
import { unsavedChanges } from './unsavedChanges'

const form = document.querySelector<HTMLFormElement>('form[data-editor]')
if (form) {
  growingTexts(form)
  keepPlace(form)
  unsavedChanges(form)
}
