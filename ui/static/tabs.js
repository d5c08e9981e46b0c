// The tabs of a browser tell each other what they keep: each writes all of it, and would write
// back an old copy of what another has changed.
const channel = new BroadcastChannel("bothsides");
let kept = null;
let soon = 0;

// Whether a store lacks something that another has, as `merged` in conversations.py joins them.
const lacks = (one, other) =>
  other.conversations.some(({ id, changed }) => {
    const known = one.conversations.find((each) => each.id === id);
    return known ? known.changed < changed : !one.removed.includes(id);
  }) || one.conversations.some(({ id }) => other.removed.includes(id));

window.addEventListener("bs-kept", ({ detail }) => {
  if (!detail?.removed) return;  // nothing is loaded yet
  kept = JSON.parse(JSON.stringify(detail));
  clearTimeout(soon);  // an answer grows in many steps
  soon = setTimeout(() => channel.postMessage({ kept, reply: false }), 150);
});

channel.addEventListener("message", ({ data }) => {
  if (!kept) return;
  if (lacks(kept, data.kept)) trigger("select", { value: data.kept });
  if (!data.reply && lacks(data.kept, kept)) channel.postMessage({ kept, reply: true });
});
