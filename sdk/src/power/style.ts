/** Power Mode's own look. A constructable style sheet: a page's strict content policy does not mind it. */
export const STYLE = `
:host { all: initial !important; position: fixed !important; inset: 0 !important; margin: 0 !important; padding: 0 !important;
  border: 0 !important; width: auto !important; height: auto !important; max-width: none !important; max-height: none !important;
  background: none !important; overflow: visible !important; display: block !important; pointer-events: none !important;
  z-index: 2147483647 !important; opacity: 1 !important; visibility: visible !important; transform: none !important; }
.root { --paper: #ffffff; --ink: #172033; --soft: #526079; --line: #cfd6e4; --tint: #eef2fa; --accent: #2f4bd8; --on-accent: #ffffff;
  --good: #137a4a; --fair: #8a5a00; --bad: #b3261e; color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { .root { --paper: #171c28; --ink: #eef1f8; --soft: #a9b4ca; --line: #39435a; --tint: #222a3b;
  --accent: #9db0ff; --on-accent: #101526; --good: #5fd49b; --fair: #f0c36a; --bad: #ff9c93; } }
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
button, input, select, textarea { font: inherit; color: inherit; }
.bubble { position: fixed; width: 52px; height: 52px; border-radius: 50%; border: 2px solid var(--paper); background: var(--accent);
  color: var(--on-accent); cursor: grab; pointer-events: auto; box-shadow: 0 4px 14px #0006; touch-action: none; display: grid;
  place-items: center; padding: 0; }
.bubble svg { width: 26px; height: 26px; pointer-events: none; }
.badge { position: absolute; top: -4px; right: -4px; min-width: 20px; height: 20px; border-radius: 10px; background: var(--bad);
  color: var(--paper); font-size: 12px; font-weight: 600; line-height: 20px; padding: 0 5px; }
.panel { position: fixed; width: 350px; max-width: calc(100vw - 16px); max-height: min(560px, calc(100vh - 90px)); overflow: auto;
  background: var(--paper); border: 1px solid var(--line); border-radius: 12px; box-shadow: 0 10px 34px #0005; pointer-events: auto;
  overscroll-behavior: contain; }
.head { display: flex; align-items: center; gap: 4px; padding: 8px 8px 8px 14px; border-bottom: 1px solid var(--line);
  position: sticky; top: 0; background: var(--paper); z-index: 1; }
.head h2 { flex: 1; margin: 0; font-size: 15px; font-weight: 650; }
.body { padding: 12px 14px 14px; display: grid; gap: 10px; }
.body > *, .row > * { min-width: 0; }
p { margin: 0; }
.soft { color: var(--soft); font-size: 13px; }
.icon { width: 32px; height: 32px; border: 0; background: none; border-radius: 8px; cursor: pointer; display: grid;
  place-items: center; padding: 0; font-size: 18px; }
.icon:hover, .item:hover { background: var(--tint); }
.item { display: block; width: 100%; text-align: start; padding: 10px 12px; border: 1px solid var(--line); border-radius: 8px;
  background: none; cursor: pointer; }
.action { padding: 8px 14px; min-height: 36px; border-radius: 8px; border: 1px solid var(--line); background: none; cursor: pointer; }
.action.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
.action:disabled { opacity: .55; cursor: not-allowed; }
.row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.row.ends { justify-content: space-between; }
.row.ends > :only-child { margin-inline-start: auto; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 14px; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; }
li { border: 1px solid var(--line); border-radius: 8px; padding: 8px 10px; display: grid; gap: 4px; overflow-wrap: anywhere; }
h3 { margin: 4px 0 0; font-size: 13px; color: var(--soft); font-weight: 600; }
label { display: grid; gap: 3px; font-size: 13px; color: var(--soft); }
input, select, textarea { width: 100%; padding: 7px 9px; border: 1px solid var(--line); border-radius: 8px; background: var(--paper);
  color: var(--ink); font-size: 14px; }
textarea { min-height: 58px; resize: vertical; }
fieldset { border: 1px solid var(--line); border-radius: 8px; padding: 8px 10px 10px; margin: 0; display: grid; gap: 8px; }
legend { padding: 0 4px; font-weight: 600; }
.swatches { display: flex; flex-wrap: wrap; gap: 6px; }
.swatch { display: inline-flex; gap: 5px; align-items: center; font-size: 12px; }
.swatch i { width: 16px; height: 16px; border-radius: 4px; border: 1px solid var(--line); }
.good { color: var(--good); } .fair { color: var(--fair); } .bad { color: var(--bad); }
.grade { font-weight: 600; }
.code { font: 600 30px/1.3 ui-monospace, monospace; letter-spacing: .06em; text-align: center; padding: 10px 4px; border-radius: 8px;
  background: var(--tint); white-space: nowrap; user-select: all; }
.preview { max-width: 40px; max-height: 40px; border-radius: 6px; }
.shield { position: fixed; inset: 0; pointer-events: auto; cursor: crosshair; outline: 0; touch-action: none; }
.shield.through { pointer-events: none; }
.box { position: fixed; border: 2px solid var(--accent); background: #4c6fff22; border-radius: 4px; pointer-events: none; }
.tag { position: fixed; max-width: min(340px, calc(100vw - 16px)); background: var(--paper); border: 1px solid var(--line); border-radius: 8px;
  padding: 6px 10px; box-shadow: 0 4px 14px #0005; pointer-events: none; font-size: 13px; overflow-wrap: anywhere; }
@media (max-width: 480px) { .panel { left: 8px !important; right: 8px !important; width: auto; } }
@media (forced-colors: active) { .bubble, .panel, .action, .item, .tag { border: 1px solid CanvasText; } .box { border-color: Highlight; } }
`
