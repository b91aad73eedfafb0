// The receipt of the transfer sent last in this window.
"use strict";
{
  // The digits of the rest of the page, in Arabic too.
  const locale = `${document.documentElement.lang}-u-nu-latn`;
  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem("bank-receipt"));
    } catch {
      return null;
    }
  };
  const order = read();
  if (order) {
    const words = {
      ...order,
      amount: new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" }).format(order.cents / 100),
      date: new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(new Date(`${order.day}T12:00`)),
      reference: order.reference || "–",
    };
    const receipt = document.querySelector("#receipt");
    for (const place of receipt.querySelectorAll("[data-show]")) place.textContent = words[place.dataset.show];
    receipt.hidden = false;
    document.querySelector("#print-receipt").addEventListener("click", () => window.print());
  } else {
    document.querySelector("#no-receipt").hidden = false;
  }
}
