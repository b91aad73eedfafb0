import { makeButtons } from './makeButtons'
import { signForms } from './signForms'

makeButtons(document)
signForms(document)
