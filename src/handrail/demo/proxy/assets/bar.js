// The trial's mark on every page: says that this is a trial and only on this machine. It stands outside <body>, in a
// shadow root with a constructable style sheet: no policy needs to be relaxed for it, and no style reaches it.
"use strict";
{
  const german = (document.documentElement.lang || navigator.language).toLowerCase().startsWith("de");
  const host = document.createElement("handrail-trial");
  host.setAttribute("data-handrail-private", "");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    a {
      position: fixed; z-index: 2147483000; inset: auto auto 10px 10px; max-width: calc(100vw - 20px);
      box-sizing: border-box; padding: 6px 12px; border-radius: 999px; border: 1px solid #f6b73c;
      background: #201a0c; color: #ffe3a8; font: 600 12px/1.4 system-ui, sans-serif; text-decoration: none;
    }
    a:hover { text-decoration: underline; }
    a:focus-visible { outline: 3px solid #f6b73c; outline-offset: 2px; }
    @media print { a { display: none; } }
  `);
  root.adoptedStyleSheets = [sheet];
  const link = document.createElement("a");
  link.href = "/.handrail/";
  link.target = "_blank";
  link.textContent = german ? "Handrail-Probe – nur auf diesem Rechner" : "Handrail trial — only on this machine";
  root.append(link);
  document.documentElement.append(host);
}
