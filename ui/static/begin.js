(box) => {
  // Takes the question out of the box, unless another is being answered. What was typed since
  // stays there, hence the change in the page itself, which leaves no time between.
  const busy = document.getElementById("bs-stop")?.offsetParent;
  if (busy || !box.trim()) return [];
  const area = document.querySelector("#bs-question textarea");
  area.value = area.value.startsWith(box) ? area.value.slice(box.length) : "";
  area.dispatchEvent(new Event("input", { bubbles: true }));
  const shown = (visible) => ({ __type__: "update", visible });
  return [box, shown(false), shown(true)];
}
