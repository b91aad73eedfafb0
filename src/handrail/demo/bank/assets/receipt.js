// The receipt of the transfer sent last in this window.
"use strict";
{
  const language = document.documentElement.lang;
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
      amount: new Intl.NumberFormat(language, { style: "currency", currency: "EUR" }).format(order.cents / 100),
      date: new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(`${order.day}T12:00`)),
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
