// Links of the page that lead to sources: they are sent to the server, which fills this panel.
let opener = null;
const narrow = () => window.matchMedia("(max-width: 820px)").matches;
const column = () => document.getElementById("bs-panel-column");

const close = () => {
  column()?.classList.remove("bs-open");
  opener?.focus();
};

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#cite-"], a[href^="#article-"], a[href^="#close-"]');
  if (link) {
    event.preventDefault();
    const target = link.getAttribute("href");
    if (target === "#close-source") {
      close();
      return;
    }
    if (!element.contains(link)) opener = link;
    trigger("select", { value: target });
    return;
  }
  const copy = event.target.closest("button.bs-copy");
  if (copy) {
    navigator.clipboard?.writeText(copy.dataset.copy).then(
      () => { copy.textContent = "Copied"; },
      () => { copy.textContent = "Copying is not allowed here"; },
    );
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && column()?.classList.contains("bs-open")) close();
  const role = event.target.getAttribute?.("role");
  if (event.key === " " && role === "button" && event.target.tagName === "A") {
    event.preventDefault();
    event.target.click();
  }
});

watch("value", () => {
  window.requestAnimationFrame(() => {
    if (!element.querySelector(".bs-article")) return;
    column()?.classList.add("bs-open");
    const current = element.querySelector(".bs-current");
    const article = element.querySelector(".bs-article");
    if (current) {
      const from = current.getBoundingClientRect().top - article.getBoundingClientRect().top;
      article.scrollTop += from - article.clientHeight / 3;
    }
    element.querySelector("h2")?.focus({ preventScroll: !narrow() });
  });
});

// The chat calls its examples a list, but gives it buttons for items.
const group = () => {
  for (const list of document.querySelectorAll('#bs-chat .examples[role="list"]')) {
    list.setAttribute("role", "group");
  }
};
group();
new MutationObserver(group).observe(document.body, { childList: true, subtree: true });
