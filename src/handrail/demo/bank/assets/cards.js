// The cards page: three views behind client-side routes, switches and limits that are remembered.
"use strict";
{
  // The digits of the rest of the page, in Arabic too.
  const locale = `${document.documentElement.lang}-u-nu-latn`;
  const routes = document.querySelector("#card-routes");
  const title = document.title;

  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const remember = (key, value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // A browser without storage forgets with the page.
    }
  };

  /** Show the view of the present address. */
  const show = () => {
    const link = [...routes.children].find((a) => a.pathname === location.pathname) || routes.firstElementChild;
    for (const other of routes.children) {
      if (other === link) other.setAttribute("aria-current", "page");
      else other.removeAttribute("aria-current");
    }
    for (const view of document.querySelectorAll("[data-view]")) view.hidden = view.dataset.view !== link.dataset.route;
    document.title = `${link.textContent} · ${title}`;
  };

  routes.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    if (link.pathname !== location.pathname) history.pushState(null, "", link.href);
    show();
  });
  window.addEventListener("popstate", show);

  document.querySelectorAll(".switch").forEach((button, index) => {
    const key = `bank-frozen-${index}`;
    const set = (frozen) => {
      button.setAttribute("aria-checked", String(frozen));
      button.querySelector("small").textContent = frozen ? button.dataset.statusOn : button.dataset.statusOff;
      remember(key, String(frozen));
    };
    button.addEventListener("click", () => set(button.getAttribute("aria-checked") !== "true"));
    set(read(key) === "true");
  });

  const euro = new Intl.NumberFormat(locale, { style: "currency", currency: "EUR", maximumFractionDigits: 0 });
  const limits = document.querySelector("#limits-form");
  for (const range of limits.querySelectorAll("input[type=range]")) {
    const output = range.parentElement.querySelector("output");
    range.value = read(`bank-${range.id}`) || range.value;
    const write = () => {
      output.textContent = euro.format(range.valueAsNumber);
    };
    range.addEventListener("input", write);
    write();
  }
  limits.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const range of limits.querySelectorAll("input[type=range]")) remember(`bank-${range.id}`, range.value);
    const saved = limits.querySelector(".saved");
    saved.textContent = saved.dataset.saved;
  });
  show();
}
