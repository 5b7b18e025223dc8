"use strict";
(() => {
  const form = document.getElementById("filter");
  const [words, level, kind, matches] = ["words", "level", "kind", "matches"].map((id) => document.getElementById(id));
  const entries = [...document.querySelectorAll("article.campaign, article.message")].map((element) => ({
    element,
    text: element.textContent.toLowerCase().replaceAll("[.]", "."),
  }));

  const plain = (code) => code.textContent.replaceAll("[.]", ".").replace(/^hxxp/i, "http");

  function filter() {
    const wanted = words.value.toLowerCase().replaceAll("[.]", ".").split(/\s+/).filter(Boolean);
    const shown = { campaign: 0, message: 0 };
    for (const { element, text } of entries) {
      const fits =
        (!level.value || element.dataset.level === level.value) &&
        (!kind.value || element.dataset.kind === kind.value) &&
        wanted.every((word) => text.includes(word));
      element.hidden = !fits;
      shown[element.className] += fits ? 1 : 0;
    }
    const active = wanted.length || level.value || kind.value;
    matches.textContent = active ? `${shown.campaign} campaigns and ${shown.message} messages match` : "";
  }

  async function copy(text, button) {
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      // A page that was opened from a disk may not be let at the clipboard this way.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
    }
    const label = button.textContent;
    button.textContent = done ? "Copied" : "Select and copy by hand";
    setTimeout(() => { button.textContent = label; }, 1500);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.classList.contains("copy")) copy(plain(button.parentElement.querySelector("code")), button);
    if (button.classList.contains("copy-all")) {
      const codes = button.closest("article").querySelectorAll(".indicators code");
      copy([...codes].map(plain).join("\n"), button);
    }
  });
  form.addEventListener("input", filter);
  form.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  for (const element of document.querySelectorAll("#filter, button.copy, button.copy-all")) element.hidden = false;
})();
