/**
 * Look of all widgets. A constructable style sheet: a page's strict content policy does not mind it. Themes follow it and win; every
 * boot file has a default one. Without, all is black on white, and what has no value here is not drawn.
 */
export const STYLE = `
:host{--hr-line:color-mix(in srgb,var(--hr-text) 60%,var(--hr-background));
--hr-background:#fff;--hr-text:#000;--hr-primary:#000;--hr-on-primary:#fff;--hr-font-family:sans-serif;--hr-font-size:16px;all:initial!important;position:fixed!important;
inset:0!important;display:block!important;pointer-events:none!important;z-index:2147483647!important}

/* What several have in common. */
*,::before,::after{box-sizing:border-box}
button{padding:0;border:0;border-radius:var(--hr-radius);background:none;color:inherit;font:inherit;cursor:pointer}
.panel,.text,.lines,.items,.question,.options{display:flex;flex-direction:column;gap:8px}
.buttons,.launch,.item,.option{display:flex;align-items:center;gap:8px}
.panel,.hint{border:1px solid var(--hr-border);border-radius:var(--hr-radius);background:var(--hr-background);color:var(--hr-text)}
.item,.option,:is(.question,.lines)>:is(input,textarea){width:100%;min-height:40px;padding:8px 10px;border:1px solid var(--hr-line);
border-radius:var(--hr-radius);background:none;color:inherit;font:inherit}
.panel,.stand,.arrow,.shade{position:fixed}
.panel,.stand{pointer-events:auto}
.modal,.popup{inset:0;margin:auto}
.balloon,.sheet,.tip{left:0;top:0;padding:16px}
.progress,.hint,small,.ends{font-size:.85em}
.launch,.button.primary,.full,.done .tick,.scale .on{background:var(--hr-primary);color:var(--hr-on-primary)}
h2,p,ul,ol,.question,.option input{margin:0}
.tick,svg{flex:none;width:22px;height:22px}

.panel{gap:12px;padding:20px;font:var(--hr-font-size)/1.5 var(--hr-font-family);width:max-content;
max-width:min(420px,100vw - 24px);max-height:calc(100dvh - 24px);overflow:auto;overscroll-behavior:contain;
overflow-wrap:anywhere;box-shadow:0 8px 30px #0004;animation:enter .16s ease-out}
:focus-visible{outline:3px solid var(--hr-primary);outline-offset:2px}
.panel:focus{outline:0}
dialog::backdrop{background:#0008}
:host::backdrop{display:none!important}
.modal{max-width:min(560px,100vw - 24px)}
.fullScreen{inset:0;width:100vw;height:100dvh;max-width:none;max-height:none;border:0;border-radius:0;
padding:max(24px,8vh) max(24px,50vw - 400px)}
.banner{inset-inline:0;width:auto;max-width:none;max-height:50dvh;border-radius:0;border-width:0 0 1px;flex-flow:row wrap;
align-items:center;padding:10px 20px}
.banner.top{top:0}
.banner.bottom{bottom:0;border-width:1px 0 0}
.banner .buttons{margin-inline-start:auto}
.slideIn{inset-block-end:calc(16px + var(--handrail-edge-bottom,0px));inset-inline-end:16px;max-width:min(360px,100vw - 32px)}
.popup{height:max-content}
.away{visibility:hidden}
.arrow{left:-7px;top:-7px;width:14px;height:14px;background:var(--hr-background);border:1px solid var(--hr-border)}
.closable>:first-child{padding-inline-end:36px}
.banner.closable{padding-inline-end:52px}
.banner>:first-child{padding:0}
.close{position:absolute;inset-block-start:8px;inset-inline-end:8px;width:32px;height:32px;font:22px/1 sans-serif}
h2{font-size:1.2em;line-height:1.3}
.balloon h2{font-size:1.05em}
.text{gap:.6em}
ul,ol{padding-inline-start:1.4em}
a{color:var(--hr-link)}
canvas,video{align-self:center;max-width:100%;height:auto;border-radius:calc(var(--hr-radius)/2)}
.buttons,.columns{flex-wrap:wrap}
.columns{display:flex;gap:12px 20px}
.columns>*{flex:1 1 140px;min-width:0}
iframe{width:100%;border:1px solid var(--hr-border);background:#fff}
.foot{justify-content:flex-end}
.progress{margin-inline-end:auto}
.button{min-height:36px;padding:6px 16px;border:1px solid var(--hr-primary);font-weight:600}
.secondary{border-color:var(--hr-border)}
.link{border-color:transparent;color:var(--hr-link);text-decoration:underline;padding-inline:8px}
.shade{inset:0;background:#0007}
.spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.sheet,.tip{max-width:min(360px,100vw - 16px)}
.sheet{width:360px;max-height:min(560px,100dvh - 90px)}
.tip{padding:10px 14px;font-size:.9em;gap:8px}
.invalid{border-color:var(--hr-error)}
.stand{font:600 var(--hr-font-size)/1.3 var(--hr-font-family);color:var(--hr-text)}
.launch{justify-content:center;min-width:24px;min-height:24px;padding:10px 16px;border-radius:24px;box-shadow:0 3px 12px #0004}
.as-icon .launch{padding:12px}
.as-badge .launch{padding:4px}
.as-mark .launch{padding:2px;background:none;color:var(--hr-primary);box-shadow:none}
.as-banner{width:auto;max-width:100vw}
.as-banner .launch{width:100%;border-radius:var(--hr-radius)}
svg{fill:currentColor}
.as-badge svg{width:16px;height:16px}
.count{min-width:22px;padding:0 6px;border-radius:11px;background:var(--hr-on-primary);color:var(--hr-primary);font-size:.8em;line-height:22px}
.hint{position:absolute;bottom:calc(100% + 6px);right:0;width:max-content;max-width:min(260px,80vw);padding:6px 10px;font-weight:400;
visibility:hidden}
.hint::after{content:"";position:absolute;inset:-7px 0;z-index:-1}
.low .hint{bottom:auto;top:calc(100% + 6px)}
.left .hint{right:auto;left:0}
.stand:is(:hover,:focus-within):not(.quiet) .hint{visibility:visible}
.lines,.item{gap:10px}
.items{list-style:none;padding:0;gap:4px}
.item{text-align:start}
button.item:hover,.option:hover{border-color:var(--hr-primary)}
small{display:block}
.tick{border:2px solid var(--hr-line);border-radius:11px;font-size:13px;line-height:18px;text-align:center}
.done .tick{border-color:var(--hr-primary)}
.note:empty,.wrong:empty{display:none}
.bar{height:6px;border-radius:3px;background:var(--hr-border);overflow:hidden}
.full{height:100%}
.question{padding:0;border:0;min-width:0}
legend,.question>label{padding:0 0 8px;font-weight:600}
.options{gap:6px}
.scale,.stars{flex-flow:row wrap}
.option{position:relative;min-height:36px;padding:4px 10px;cursor:pointer}
.option.on{border-color:var(--hr-primary);box-shadow:inset 0 0 0 1px var(--hr-primary)}
.option input{accent-color:var(--hr-primary);width:18px;height:18px}
:is(.scale,.stars) input{position:absolute;inset:0;width:100%;height:100%;appearance:none;border-radius:inherit;cursor:inherit}
.scale .option{flex:1;justify-content:center;min-width:32px;padding:4px}
.stars .option{width:auto;border-color:transparent;box-shadow:none;padding:0 4px;font-size:28px;line-height:36px;color:transparent;
-webkit-text-stroke:1px var(--hr-line)}
.stars .on{color:var(--hr-primary);-webkit-text-stroke-color:var(--hr-primary)}
.ends{display:flex;justify-content:space-between;gap:16px}
.wrong{color:var(--hr-error);font-size:.9em}
.question>textarea{min-height:88px;resize:vertical}
@keyframes enter{from{opacity:.4}}
@media (prefers-reduced-motion:reduce){.panel{animation:none}}
@media (forced-colors:active){.panel,.button,.launch{border:1px solid CanvasText}.shade{display:none}.on,.full,.done .tick{forced-color-adjust:none;background:Highlight;color:HighlightText}}
@media (max-width:480px){.panel{padding:16px}}
`
