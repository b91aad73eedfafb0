// The table of payments: what was sent in this browser comes first; sorting and filtering happen in the page.
"use strict";
{
  const language = document.documentElement.lang;
  // The digits of the rest of the page, in Arabic too.
  const locale = `${language === "en" ? "en-GB" : language}-u-nu-latn`;
  const table = document.querySelector("#payments");
  const body = table.tBodies[0];
  const count = document.querySelector("#payment-count");
  const filters = ["search", "category", "direction"].map((id) => document.getElementById(id));

  const sent = () => {
    try {
      return JSON.parse(localStorage.getItem("bank-payments") || "[]");
    } catch {
      return [];
    }
  };

  const row = (order) => {
    const line = document.querySelector("#payment-row").content.cloneNode(true).firstElementChild;
    const then = new Date(`${order.day}T12:00`);
    line.dataset.days = String(Math.round((Date.now() - then.getTime()) / 86_400_000));
    line.dataset.category = "people";
    line.dataset.cents = String(-order.cents);
    const style = language === "de" ? { day: "2-digit", month: "2-digit" } : { day: "numeric", month: "short" };
    line.querySelector(".when").textContent = new Intl.DateTimeFormat(locale, {
      ...style,
      year: "numeric",
    }).format(then);
    line.querySelector("th span").textContent = order.payee;
    line.querySelector("th small").textContent = order.reference || order.iban;
    const sum = new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" }).format(order.cents / 100);
    line.querySelector(".number").textContent = `−${sum}`;
    return line;
  };

  const value = (line, by) => {
    if (by === "date") return -Number(line.dataset.days);
    if (by === "amount") return Number(line.dataset.cents);
    return line.querySelector(by === "payee" ? "th span" : ".tag").textContent;
  };

  const compare = (a, b) =>
    typeof a === "string" ? a.localeCompare(b, language, { sensitivity: "base" }) : a - b;

  const sort = (button) => {
    const heading = button.closest("th");
    const direction = heading.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
    for (const other of table.tHead.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", direction);
    const by = button.dataset.sort;
    const sign = direction === "ascending" ? 1 : -1;
    body.append(...[...body.rows].sort((a, b) => sign * compare(value(a, by), value(b, by))));
  };

  const filter = () => {
    const [search, category, direction] = filters.map((field) => field.value);
    const word = search.trim().toLocaleLowerCase(language);
    let shown = 0;
    for (const line of body.rows) {
      const out = Number(line.dataset.cents) < 0;
      line.hidden =
        (word !== "" && !line.querySelector("th").textContent.toLocaleLowerCase(language).includes(word)) ||
        (category !== "" && line.dataset.category !== category) ||
        (direction !== "" && (direction === "out") !== out);
      shown += line.hidden ? 0 : 1;
    }
    count.textContent = shown === 1 ? count.dataset.one : count.dataset.many.replace("{count}", String(shown));
    document.querySelector("#no-payments").hidden = shown > 0;
    table.hidden = shown === 0;
  };

  body.prepend(...sent().map(row));
  table.tHead.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sort]");
    if (button) sort(button);
  });
  document.querySelector("#payment-filters").addEventListener("submit", (event) => event.preventDefault());
  for (const field of filters) field.addEventListener("input", filter);
  filter();
}
