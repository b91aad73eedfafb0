// The profile form: remembered in this browser, never sent; a password is not remembered at all.
"use strict";
{
  const form = document.querySelector("#profile-form");
  const saved = form.querySelector(".saved");
  const fields = [...form.elements].filter((field) => field.name);
  const key = (field) => `bank-profile-${field.name}${field.type === "radio" ? `-${field.value}` : ""}`;
  const isMark = (field) => field.type === "checkbox" || field.type === "radio";

  try {
    for (const field of fields) {
      const value = localStorage.getItem(key(field));
      if (value !== null && isMark(field)) field.checked = value === "true";
      else if (value !== null) field.value = value;
    }
  } catch {
    // A browser without storage shows the values of the page.
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    try {
      for (const field of fields) localStorage.setItem(key(field), isMark(field) ? String(field.checked) : field.value);
    } catch {
      // Nothing to keep it in.
    }
    saved.textContent = saved.dataset.saved;
  });
  form.addEventListener("input", () => {
    saved.textContent = "";
  });
}
