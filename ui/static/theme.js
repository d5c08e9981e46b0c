// Light or dark: as the computer says, until the reader chooses; the choice is kept here.
const button = element.querySelector("button");
const KEY = "bothsides-theme";
const show = (dark) => {
  document.body.classList.toggle("dark", dark);
  button.setAttribute("aria-pressed", String(dark));
};
const chosen = localStorage.getItem(KEY);
show(chosen ? chosen === "dark" : document.body.classList.contains("dark"));
button.addEventListener("click", () => {
  const dark = !document.body.classList.contains("dark");
  localStorage.setItem(KEY, dark ? "dark" : "light");
  show(dark);
});
