// The transfer form: checks every field where it stands, shows the whole order once more in a native modal
// dialog, and goes on to the receipt.
"use strict";
{
  const form = document.querySelector("#transfer-form");
  const dialog = document.querySelector("#confirm-transfer");
  const errors = document.querySelector("#transfer-errors");
  const language = document.documentElement.lang;
  // The digits of the rest of the page, in Arabic too.
  const locale = `${language}-u-nu-latn`;
  const say = form.dataset;

  const euro = (cents) =>
    new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" }).format(cents / 100);
  const today = () => {
    const now = new Date();
    return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  };
  const compact = (iban) => iban.replace(/\s+/g, "").toUpperCase();
  const grouped = (iban) => compact(iban).replace(/(.{4})(?=.)/g, "$1 ");

  /** Amount in cents of what a person typed ("1.234,50", "1,234.50", "25"), or NaN. */
  const cents = (typed) => {
    const text = typed.replace(/[\s\u00a0€]/g, "");
    const point = text.match(/[.,](\d{1,2})$/);
    const whole = (point ? text.slice(0, point.index) : text).replace(/[.,](?=\d{3}(\D|$))/g, "");
    return /^\d{1,9}$/.test(whole) ? Number(whole) * 100 + Number((point ? point[1] : "0").padEnd(2, "0")) : NaN;
  };

  /** Whether the check digits of an IBAN are right (ISO 13616, modulo 97). */
  const ibanIsRight = (iban) => {
    if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban) || (iban.startsWith("DE") && iban.length !== 22)) return false;
    const digits = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (c) => String(c.charCodeAt(0) - 55));
    return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
  };

  const available = () => Number(form.elements.from.selectedOptions[0].dataset.cents);

  const checks = {
    payee: (value) => (value.trim() ? "" : say.required),
    iban: (value) => (value.trim() ? (ibanIsRight(compact(value)) ? "" : say.iban) : say.required),
    amount: (value) => {
      if (!value.trim()) return say.required;
      if (!(cents(value) >= 1)) return say.amount;
      return cents(value) > available() ? say.funds.replace("{available}", euro(available())) : "";
    },
    date: (value) => (value && value >= today() ? "" : say.date),
    reference: (value) => (/^[\p{L}\p{N}/\-?:().,'+\s]*$/u.test(value) ? "" : say.signs),
  };

  /** Check one field and show or clear its message; true when it is right. */
  const check = (name) => {
    const field = form.elements[name];
    const problem = checks[name](field.value);
    document.getElementById(`${name}-error`).textContent = problem;
    if (problem) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    return !problem;
  };

  const order = () => ({
    payee: form.elements.payee.value.trim(),
    iban: grouped(form.elements.iban.value),
    cents: cents(form.elements.amount.value),
    day: form.elements.date.value,
    from: form.elements.from.selectedOptions[0].textContent.split(" · ")[0],
    reference: form.elements.reference.value.trim(),
  });

  const show = (data) => {
    const words = {
      ...data,
      amount: euro(data.cents),
      date: new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(new Date(`${data.day}T12:00`)),
      reference: data.reference || "–",
    };
    for (const place of dialog.querySelectorAll("[data-show]")) place.textContent = words[place.dataset.show];
  };

  const send = (data) => {
    const number = `SB-${Date.now().toString(36).toUpperCase()}`;
    try {
      const sent = JSON.parse(localStorage.getItem("bank-payments") || "[]");
      localStorage.setItem("bank-payments", JSON.stringify([{ ...data, number }, ...sent].slice(0, 20)));
      sessionStorage.setItem("bank-receipt", JSON.stringify({ ...data, number }));
    } catch {
      // Without storage the receipt page says that there is nothing to show; the order itself is imaginary.
    }
    location.assign("/transfer/done");
  };

  form.elements.date.value = today();
  form.elements.date.min = today();
  for (const name of Object.keys(checks)) {
    form.elements[name].addEventListener("change", () => {
      if (name === "iban") form.elements.iban.value = grouped(form.elements.iban.value);
      check(name);
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = Object.keys(checks).filter((name) => !check(name));
    errors.hidden = wrong.length === 0;
    errors.textContent = wrong.length ? say.summary : "";
    if (wrong.length) {
      form.elements[wrong[0]].focus();
      return;
    }
    show(order());
    dialog.returnValue = "";
    dialog.showModal();
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "confirm") send(order());
  });
  document.querySelector("#fill-example").addEventListener("click", () => {
    form.elements.payee.value = "Lina Beispiel";
    form.elements.iban.value = "DE02 1005 0000 0054 5404 02";
    form.elements.amount.value = language === "de" ? "25,00" : "25.00";
    form.elements.reference.value = { de: "Konzertkarten", ar: "تذاكر حفل" }[language] ?? "Concert tickets";
    for (const name of Object.keys(checks)) {
      form.elements[name].dispatchEvent(new Event("input", { bubbles: true }));
      form.elements[name].dispatchEvent(new Event("change", { bubbles: true }));
    }
    form.elements.payee.focus();
  });
}
