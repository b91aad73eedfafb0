/** Look of all widgets. A constructable style sheet: a page's strict content policy does not mind it. Themes follow it and win. */
export const STYLE = `
:host{--hr-background:#fff;--hr-text:#1d2433;--hr-primary:#2457c5;--hr-on-primary:#fff;--hr-link:#1d4fb8;--hr-border:#d5dae3;
--hr-font-family:system-ui,sans-serif;--hr-font-size:16px;--hr-radius:8px;all:initial!important;position:fixed!important;
inset:0!important;margin:0!important;padding:0!important;border:0!important;width:auto!important;height:auto!important;
max-width:none!important;max-height:none!important;background:none!important;overflow:visible!important;display:block!important;
pointer-events:none!important;z-index:2147483647!important}
@media (prefers-color-scheme:dark){:host{--hr-background:#1b2130;--hr-text:#eef1f8;--hr-primary:#8fb0ff;--hr-on-primary:#101526;
--hr-link:#9dbbff;--hr-border:#59637a}}
*,::before,::after{box-sizing:border-box}
.panel{position:fixed;display:flex;flex-direction:column;gap:12px;margin:0;padding:20px;border:1px solid var(--hr-border);
border-radius:var(--hr-radius);background:var(--hr-background);color:var(--hr-text);font:var(--hr-font-size)/1.5 var(--hr-font-family);
width:max-content;max-width:min(420px,calc(100vw - 24px));max-height:calc(100dvh - 24px);overflow:auto;overscroll-behavior:contain;
overflow-wrap:anywhere;text-align:start;pointer-events:auto;box-shadow:0 8px 30px #0004;animation:enter .16s ease-out}
:focus-visible{outline:3px solid var(--hr-primary);outline-offset:2px}
.panel:focus{outline:0}
dialog.panel:not([open]){display:none}
dialog::backdrop{background:#0008}
.modal{inset:0;margin:auto;max-width:min(560px,calc(100vw - 24px))}
.fullScreen{inset:0;width:100vw;height:100dvh;max-width:none;max-height:none;border:0;border-radius:0;
padding:max(24px,8vh) max(24px,calc(50vw - 400px))}
.banner{inset-inline:0;width:auto;max-width:none;max-height:50dvh;border-radius:0;border-width:0 0 1px;flex-flow:row wrap;
align-items:center;padding:10px 20px}
.banner.top{top:0}
.banner.bottom{bottom:0;border-width:1px 0 0}
.banner .buttons{margin-inline-start:auto}
.slideIn{inset-block-end:16px;inset-inline-end:16px;max-width:min(360px,calc(100vw - 32px))}
.popup{inset:0;margin:auto;height:max-content}
.balloon{left:0;top:0;padding:16px}
.away{visibility:hidden}
.arrow{position:fixed;left:-7px;top:-7px;width:14px;height:14px;background:var(--hr-background);border:1px solid var(--hr-border)}
.closable>:first-child{padding-inline-end:36px}
.banner.closable{padding-inline-end:52px}
.banner>:first-child{padding:0}
.close{position:absolute;inset-block-start:8px;inset-inline-end:8px;width:32px;height:32px;padding:0;border:0;border-radius:var(--hr-radius);
background:none;color:inherit;font:22px/1 sans-serif;cursor:pointer}
h2{margin:0;font-size:1.2em;line-height:1.3}
.balloon h2{font-size:1.05em}
p,ul,ol{margin:0}
.text{display:flex;flex-direction:column;gap:.6em}
ul,ol{padding-inline-start:1.4em}
a{color:var(--hr-link)}
canvas{display:block;max-width:100%;height:auto;border-radius:calc(var(--hr-radius)/2)}
.buttons{display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.foot{justify-content:flex-end}
.progress{margin-inline-end:auto;font-size:.85em}
.button{min-height:36px;padding:6px 16px;border:1px solid var(--hr-primary);border-radius:var(--hr-radius);background:none;
color:inherit;font:inherit;font-weight:600;cursor:pointer}
.button.primary{background:var(--hr-primary);color:var(--hr-on-primary)}
.button.secondary{border-color:var(--hr-border)}
.button.link{border-color:transparent;color:var(--hr-link);text-decoration:underline;padding-inline:8px}
.shade{position:fixed;inset:0;background:#0007}
.spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@keyframes enter{from{opacity:0}}
@media (prefers-reduced-motion:reduce){.panel{animation:none}}
@media (forced-colors:active){.panel,.button{border:1px solid CanvasText}.shade{display:none}}
@media (max-width:480px){.panel{padding:16px}}
`
