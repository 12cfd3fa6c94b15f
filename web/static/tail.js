// Appends what a job writes while it is watched. Without it a reload shows the new end.

const PAUSE_MS = 1000;
/** Characters of a long output that stay. */
const MOST = 1_000_000;

const place = document.querySelector("[data-tail]");
if (place !== null) {
  place.scrollTop = place.scrollHeight;
  void follow(Number(place.dataset.from));
}

async function follow(from) {
  for (let at = from;;) {
    await new Promise((wake) => setTimeout(wake, PAUSE_MS));
    if (document.hidden) continue;
    const part = await next(at).catch(() => undefined);
    if (part === undefined || part.problem !== undefined || part.text === "") continue;
    show(part.text);
    at = part.to;
  }
}

async function next(at) {
  const answer = await fetch(`${place.dataset.tail}&from=${at}`);
  return answer.ok ? await answer.json() : undefined;
}

function show(text) {
  const isAtEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 40;
  document.querySelector("[data-tail-empty]")?.remove();
  place.append(text);
  if (place.textContent.length > MOST) place.textContent = place.textContent.slice(-MOST);
  if (isAtEnd) place.scrollTop = place.scrollHeight;
}
