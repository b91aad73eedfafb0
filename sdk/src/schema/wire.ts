// Generated from schema/wire.schema.json by generate-schema.mjs; do not edit.

export interface Wire {
  Boot: Boot
  EventBatch: EventBatch
}
/**
 * Everything the SDK needs to start, in one language.
 */
export interface Boot {
  application: string
  attributes: Attribute[]
  baseLanguage: string
  campaigns: Campaign[]
  defaultTheme?: string
  direction: 'ltr' | 'rtl'
  elements: Element[]
  environment: string
  format: 1
  language: string
  languages: Language[]
  release: number
  screens: Named[]
  segments: Named[]
  settings: Settings
  themes: Theme[]
  trackedEvents: TrackedEvent[]
  /**
   * The SDK's own words: next, back, done, close, progress ("Step {n} of {total}"), dialog, …
   */
  words: {
    [k: string]: string
  }
}
/**
 * A declared attribute.
 */
export interface Attribute {
  name: string
  source?: string
  type: 'text' | 'number' | 'truth' | 'date'
  visibility: 'public' | 'private' | 'codeless'
}
/**
 * One line of the index; ``content`` inline where it may start by itself and space allows, else ``blob``.
 */
export interface Campaign {
  audience?: Program
  blob?: Blob
  content?: Announcement | Walkthrough | Launcher | Tip
  frequency: Frequency
  id: string
  key: string
  kind: 'announcement' | 'walkthrough' | 'launcher' | 'survey' | 'tip' | 'checklist' | 'helpMenu'
  /**
   * May be started by a permalink.
   */
  link: boolean
  minSdk?: string
  playsLimit?: number
  priority: number
  schedule?: Schedule
  /**
   * Of a walkthrough: elements of its start points; one must be on screen before it starts by itself.
   * Empty: it may start anywhere.
   */
  startElements: string[]
  theme?: string
  trigger: Trigger
}
/**
 * Five arrays of one length.
 */
export interface Program {
  no: number[]
  operator: (
    | 'equals'
    | 'notEquals'
    | 'oneOf'
    | 'noneOf'
    | 'contains'
    | 'startsWith'
    | 'endsWith'
    | 'matches'
    | 'isSet'
    | 'isNotSet'
    | 'isTrue'
    | 'isFalse'
    | 'lessThan'
    | 'atMost'
    | 'moreThan'
    | 'atLeast'
    | 'between'
    | 'before'
    | 'after'
    | 'withinLastDays'
  )[]
  value: (string | number | boolean | (string | number | boolean | null)[] | null)[]
  variable: string[]
  yes: number[]
}
/**
 * A content-addressed file: ``blobs/<sha256>.<ext>``.
 */
export interface Blob {
  extension: 'json' | 'png' | 'jpg' | 'webp' | 'avif' | 'woff2' | 'mp4' | 'webm'
  /**
   * Bytes.
   */
  length: number
  sha256: string
}
/**
 * Content of an announcement.
 */
export interface Announcement {
  blocks: (Heading | Paragraphs | ItemList | Image | Buttons | Frame | Video | Columns | Question | Items)[]
  closable: boolean
  form: 'modal' | 'banner' | 'slideIn' | 'fullScreen'
  kind: 'announcement'
  position: 'top' | 'bottom'
}
/**
 * A heading.
 */
export interface Heading {
  block: 'heading'
  line: Span[]
}
/**
 * A run of text of one style.
 */
export interface Span {
  bold: boolean
  italic: boolean
  link?: string
  /**
   * May hold ``{{attribute}}`` places, filled from public attributes; a missing one becomes empty.
   */
  text: string
}
/**
 * Paragraphs of rich text.
 */
export interface Paragraphs {
  block: 'text'
  paragraphs: Span[][]
}
/**
 * A list.
 */
export interface ItemList {
  block: 'list'
  items: Span[][]
  numbered: boolean
}
/**
 * An image blob, fetched by hash and drawn from verified bytes.
 */
export interface Image {
  alternative: string
  blob: Blob
  block: 'image'
  height: number
  width: number
}
/**
 * A row of buttons.
 */
export interface Buttons {
  block: 'buttons'
  buttons: Button[]
}
/**
 * A button.
 */
export interface Button {
  actions: Action[]
  label: string
  style: 'primary' | 'secondary' | 'link'
}
/**
 * ``do`` says which of the other fields counts; see ``handrail.schema.authored.actions``.
 */
export interface Action {
  campaign?: string
  do:
    | 'close'
    | 'never'
    | 'next'
    | 'back'
    | 'goToStep'
    | 'openLink'
    | 'startCampaign'
    | 'sendEvent'
    | 'returnValue'
    | 'snooze'
  event?: string
  link?: string
  minutes?: number
  newTab?: boolean
  step?: string
  value?: string
}
/**
 * A page in a sandboxed frame, shown only where ``settings.frameOrigins`` has its origin (of a path: ``self``).
 */
export interface Frame {
  block: 'frame'
  /**
   * CSS pixels.
   */
  height: number
  link: string
  title: string
}
/**
 * A video, played by the browser from the content server.
 */
export interface Video {
  blob: Blob
  block: 'video'
  captions?: Cue[]
  height: number
  label: string
  width: number
}
/**
 * One caption of a video.
 */
export interface Cue {
  /**
   * Milliseconds.
   */
  end: number
  /**
   * Milliseconds.
   */
  start: number
  /**
   * As WebVTT writes cue texts: ``&``, ``<`` and ``>`` only as ``&amp;``, ``&lt;`` and ``&gt;``.
   */
  text: string
}
/**
 * Blocks side by side.
 */
export interface Columns {
  block: 'columns'
  columns: Column[]
}
/**
 * Blocks one below the other.
 */
export interface Column {
  blocks: (Heading | Paragraphs | ItemList | Image | Buttons | Frame | Video)[]
  /**
   * Beside the others.
   */
  width: number
}
/**
 * A question of a survey.
 */
export interface Question {
  attribute?: string
  block: 'question'
  choices?: Choice[]
  form: 'scale' | 'stars' | 'choice' | 'choices' | 'text' | 'longText'
  high?: string
  id: string
  /**
   * Of a scale: its first number.
   */
  least?: number
  line: Span[]
  low?: string
  /**
   * Of a scale: its last number; of a text: most characters.
   */
  most?: number
  required: boolean
}
/**
 * One answer to choose.
 */
export interface Choice {
  label: string
  value: string
}
/**
 * Lines of a checklist (all have ``done``) or a help menu.
 */
export interface Items {
  block: 'items'
  items: Item[]
  search: boolean
}
/**
 * A line of a checklist or help menu.
 */
export interface Item {
  actions: Action[]
  description?: string
  done?: Program1
  id: string
  keywords?: string
  label: string
  rule?: Program2
}
/**
 * Of a task.
 */
export interface Program1 {
  no: number[]
  operator: (
    | 'equals'
    | 'notEquals'
    | 'oneOf'
    | 'noneOf'
    | 'contains'
    | 'startsWith'
    | 'endsWith'
    | 'matches'
    | 'isSet'
    | 'isNotSet'
    | 'isTrue'
    | 'isFalse'
    | 'lessThan'
    | 'atMost'
    | 'moreThan'
    | 'atLeast'
    | 'between'
    | 'before'
    | 'after'
    | 'withinLastDays'
  )[]
  value: (string | number | boolean | (string | number | boolean | null)[] | null)[]
  variable: string[]
  yes: number[]
}
/**
 * Where it is offered; absent: everywhere.
 */
export interface Program2 {
  no: number[]
  operator: (
    | 'equals'
    | 'notEquals'
    | 'oneOf'
    | 'noneOf'
    | 'contains'
    | 'startsWith'
    | 'endsWith'
    | 'matches'
    | 'isSet'
    | 'isNotSet'
    | 'isTrue'
    | 'isFalse'
    | 'lessThan'
    | 'atMost'
    | 'moreThan'
    | 'atLeast'
    | 'between'
    | 'before'
    | 'after'
    | 'withinLastDays'
  )[]
  value: (string | number | boolean | (string | number | boolean | null)[] | null)[]
  variable: string[]
  yes: number[]
}
/**
 * Content of a walkthrough or survey.
 */
export interface Walkthrough {
  closable: boolean
  errorHandler?: string
  /**
   * Of a survey's pages; absent: as popups of a walkthrough are.
   */
  form?: 'modal' | 'slideIn'
  kind: 'walkthrough' | 'survey'
  showProgress: boolean
  starts: string[]
  steps: Step[]
}
/**
 * A balloon (with ``element``), a popup, or an invisible flow step.
 */
export interface Step {
  advance: Advance[]
  blocks: (Heading | Paragraphs | ItemList | Image | Buttons | Frame | Video | Columns | Question | Items)[]
  branches?: Branch[]
  deed?: Deed
  element?: string
  /**
   * An authored id, or one of the compiler's that holds a dot.
   */
  id: string
  /**
   * Absent: the end.
   */
  next?: string
  placement: 'auto' | 'top' | 'bottom' | 'left' | 'right'
  spotlight: boolean
  step: 'balloon' | 'popup' | 'split' | 'wait' | 'action'
  /**
   * Seconds to wait for the element.
   */
  wait: number
  whenMissing: 'end' | 'skip' | 'handler'
}
/**
 * What moves a step on; ``element`` is always resolved to an id.
 */
export interface Advance {
  element?: string
  event?: string
  on:
    | 'nextButton'
    | 'elementClick'
    | 'valueEntered'
    | 'elementAppears'
    | 'elementDisappears'
    | 'pageChange'
    | 'trackedEvent'
    | 'timeout'
  screen?: string
  seconds?: number
}
/**
 * Where a split goes on when a rule holds.
 */
export interface Branch {
  /**
   * Absent: the end.
   */
  next?: string
  rule: Program
}
/**
 * What an action step does on the page; ``do`` says which of the other fields counts.
 */
export interface Deed {
  action?: string
  do: 'click' | 'type' | 'select' | 'scroll' | 'navigate' | 'call'
  element?: string
  link?: string
  value?: string
}
/**
 * A button, and what pressing it does: run its actions, or open its panel.
 */
export interface Launcher {
  actions: Action[]
  /**
   * Shown instead of the panel once every item with a ``done`` is done.
   */
  finished?: (
    Heading | Paragraphs | ItemList | Image | Buttons | Frame | Video | Columns | Question | Items
  )[]
  form: 'button' | 'icon' | 'badge' | 'banner'
  hint?: string
  /**
   * Path data of a drawing of 24 by 24, to be filled.
   */
  icon?: string
  kind: 'launcher' | 'checklist' | 'helpMenu'
  label: string
  panel?: (Heading | Paragraphs | ItemList | Image | Buttons | Frame | Video | Columns | Question | Items)[]
  place: Anchor
}
/**
 * At an element, or without one in a corner of the window; offsets in CSS pixels.
 */
export interface Anchor {
  element?: string
  offsetX: number
  offsetY: number
  position:
    'topStart' | 'top' | 'topEnd' | 'start' | 'center' | 'end' | 'bottomStart' | 'bottom' | 'bottomEnd'
}
/**
 * Content of a tip.
 */
export interface Tip {
  blocks: (Heading | Paragraphs | ItemList | Image | Buttons | Frame | Video | Columns | Question | Items)[]
  element: string
  kind: 'tip'
  mark: boolean
  placement: 'auto' | 'top' | 'bottom' | 'left' | 'right'
  show: 'hover' | 'focus' | 'always' | 'invalid'
  valid?: Program
}
/**
 * How often for one user.
 */
export interface Frequency {
  often: 'oncePerSession' | 'onceThenWait' | 'onlyOnce' | 'always'
  unit?: 'sessions' | 'days' | 'weeks'
  wait?: number
}
/**
 * When, in the end user's time zone; times as ``YYYY-MM-DDTHH:MM`` and ``HH:MM``.
 */
export interface Schedule {
  end?: string
  fromTime?: string
  start?: string
  toTime?: string
  weekdays: number[]
}
/**
 * What starts a campaign by itself.
 */
export interface Trigger {
  element?: string
  event?: string
  on: 'static' | 'off' | 'trackedEvent' | 'elementClick' | 'pageView'
}
/**
 * A captured element.
 */
export interface Element {
  id: string
  locator: Locator
}
/**
 * Descriptor of an element; texts only as keyed 64-bit hashes (SipHash-2-4, 16 hex digits).
 */
export interface Locator {
  destination?: string
  developerId?: string
  fieldName?: string
  fieldType?: string
  format: number
  htmlId?: string
  path: string[]
  role?: string
  tag: string
  textHash?: string
  within: string[]
}
/**
 * A language of the application.
 */
export interface Language {
  displayName: string
  /**
   * All tags that lead to it, its name included; the same as the keys of ``release.boot``.
   */
  locales: string[]
  name: string
}
/**
 * A segment or screen: id and program.
 */
export interface Named {
  id: string
  rule: Program
}
/**
 * App-wide policy.
 */
export interface Settings {
  autoPlayMinSeconds: number
  autoPlayPerSession?: number
  collector?: string
  consoleOrigin?: string
  eventsOff: (
    | 'sessionStart'
    | 'sessionStop'
    | 'campaignViewed'
    | 'campaignClicked'
    | 'campaignCompleted'
    | 'campaignDismissed'
    | 'stepViewed'
    | 'stepClicked'
    | 'surveyAnswer'
    | 'trackedEvent'
    | 'attributeSet'
    | 'pageView'
    | 'elementMissing'
    | 'elementAmbiguous'
    | 'error'
  )[]
  /**
   * Origins whose pages may be embedded; absent: none.
   */
  frameOrigins?: string[]
  linkOrigins: string[]
  pageOrigins: string[]
  /**
   * Seconds of inactivity after which a new session begins.
   */
  sessionTimeout: number
}
/**
 * Static style text for a constructable style sheet: only custom properties on ``:host``.
 */
export interface Theme {
  css: string
  id: string
}
/**
 * A declared tracked event.
 */
export interface TrackedEvent {
  clickedElement?: string
  name: string
  rule?: Program
}
/**
 * What is sent at once: at most 100 events of one device.
 */
export interface EventBatch {
  application: string
  environment: string
  /**
   * @maxItems 100
   */
  events: Event[]
  format: number
  release?: number
  sdk: string
  seq?: number
  /**
   * The user id that the page set, else nothing.
   */
  user?: string
}
/**
 * One thing that happened.
 */
export interface Event {
  /**
   * Milliseconds since 1970, by the device's clock.
   */
  at: number
  campaign?: string
  /**
   * Of a tracked event or attribute; of an error its stable code.
   */
  name?: string
  properties?: {
    [k: string]: string | number | boolean | null
  }
  session: string
  step?: string
  type:
    | 'sessionStart'
    | 'sessionStop'
    | 'campaignViewed'
    | 'campaignClicked'
    | 'campaignCompleted'
    | 'campaignDismissed'
    | 'stepViewed'
    | 'stepClicked'
    | 'surveyAnswer'
    | 'trackedEvent'
    | 'attributeSet'
    | 'pageView'
    | 'elementMissing'
    | 'elementAmbiguous'
    | 'error'
}
