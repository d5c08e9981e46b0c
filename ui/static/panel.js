// Links of the page that lead to sources: they are sent to the server, which fills this panel.
const LINKS = 'a[href^="#cite-"], a[href^="#article-"], a[href^="#close-"]';
let opener = null; // the link outside this panel that opened it
let step = null; // the way a reader went on inside it: "Previous" or "Next"
const narrow = () => window.matchMedia("(max-width: 820px)").matches;
const column = () => document.getElementById("bs-panel-column");

// A link may have been drawn anew since it was followed.
const now = (link) =>
  link?.isConnected ? link : document.querySelector(`a[href="${link?.getAttribute("href")}"]`);

const mark = (target) => {
  for (const each of document.querySelectorAll(".bs-mark, .bs-point")) {
    if (each.getAttribute("href") === target) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
};

const close = () => {
  column()?.classList.remove("bs-open");
  mark(null);
  trigger("select", { value: "#close-source" });
  now(opener)?.focus();
};

document.addEventListener("click", (event) => {
  const link = event.target.closest(LINKS);
  if (link) {
    event.preventDefault();
    const target = link.getAttribute("href");
    if (target === "#close-source") {
      close();
      return;
    }
    const inside = element.contains(link);
    step = inside ? link.textContent : null;
    if (!inside) opener = link;
    trigger("select", { value: target });
    return;
  }
  const copy = event.target.closest("button.bs-copy");
  if (copy) {
    const words = copy.dataset.copy;  // over plain http there is no clipboard
    const copied = navigator.clipboard?.writeText(words) ?? Promise.reject();
    copied.then(
      () => { copy.textContent = "Copied"; },
      () => window.prompt("Copy this quote", words),
    );
  }
});

const neighbour = (point, forward) => {
  const points = [...document.querySelectorAll(".bs-point")];
  return points[points.indexOf(point) + (forward ? 1 : -1)];
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && column()?.classList.contains("bs-open")) close();
  const { target, key } = event;
  if (key === " " && target.getAttribute?.("role") === "button" && target.tagName === "A") {
    event.preventDefault();
    target.click();
  }
  if (target.matches?.(".bs-point") && (key === "ArrowLeft" || key === "ArrowRight")) {
    event.preventDefault();
    neighbour(target, key === "ArrowRight")?.focus();
  }
});

const focusInside = () => {
  const steps = [...element.querySelectorAll("a.bs-step")];
  const same = steps.find((each) => each.textContent === step) ?? (step && steps[0]);
  (same || element.querySelector("h2"))?.focus({ preventScroll: !narrow() });
};

watch("value", () => {
  window.requestAnimationFrame(() => {
    const article = element.querySelector(".bs-article");
    const told = element.querySelector(".bs-told");  // why there is no article
    column()?.classList.toggle("bs-open", Boolean(article || told));
    if (!article) return;
    mark(element.querySelector(".bs-source")?.dataset.at);
    const current = element.querySelector(".bs-current");
    if (current) {
      const from = current.getBoundingClientRect().top - article.getBoundingClientRect().top;
      article.scrollTop += from - article.clientHeight / 3;
    }
    focusInside();
  });
});

// What the framework names badly: examples are a group of buttons, a message is not its source,
// and the head of a notice is no button around its button.
const rename = () => {
  for (const list of document.querySelectorAll('#bs-chat .examples[role="list"]')) {
    list.setAttribute("role", "group");
  }
  for (const message of document.querySelectorAll("#bs-chat [data-testid][aria-label*='message: <']")) {
    message.removeAttribute("aria-label");
  }
  for (const head of document.querySelectorAll('.toast-header[role="button"]')) {
    head.removeAttribute("role");
    head.removeAttribute("tabindex");
  }
};

// An answer is read from its question on: that stays in view while the answer grows below it.
let told = "";
const fromTheQuestion = () => {
  const log = document.querySelector("#bs-chat [role=log]");
  const questions = log?.querySelectorAll(".bs-question") ?? [];
  const last = questions[questions.length - 1];
  const growing = `${questions.length} ${log?.textContent.length}`;
  if (!last || growing === told) return;
  told = growing;
  log.scrollTop += last.getBoundingClientRect().top - log.getBoundingClientRect().top - 16;
};

const tidy = () => { rename(); fromTheQuestion(); };
tidy();
new MutationObserver(tidy).observe(document.body, {
  childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label"],
});
