// Replaces the parts of the page that are marked `data-live` when the store has changed. Without it a reload does.

/** Between the end of one look and the next. */
const PAUSE_MS = 300;
const MOST_PAUSE_MS = 30_000;

const connection = document.getElementById("connection");
let isLooking = false;
let looksAgain = false;

listen(1000);
setInterval(growTimes, 1000);

/** Listens to changes; when the connection is lost, tries again ever more seldom. */
function listen(pause) {
  if (document.querySelector("[data-live]") === null) return;
  const events = new EventSource("/events");
  let next = pause;
  events.addEventListener("open", () => {
    void look(); // for what came between the page and this
    connection.textContent = "";
    next = 1000;
  });
  events.addEventListener("change", () => void look());
  events.addEventListener("error", () => {
    events.close();
    connection.textContent = "not connected";
    setTimeout(() => listen(Math.min(next * 2, MOST_PAUSE_MS)), next);
  });
}

/** One look at a time; changes meanwhile are seen by one more. */
async function look() {
  looksAgain = true;
  if (isLooking) return;
  isLooking = true;
  while (looksAgain) {
    looksAgain = false;
    await renew().catch(() => {});
    await new Promise((wake) => setTimeout(wake, PAUSE_MS));
  }
  isLooking = false;
}

async function renew() {
  const answer = await fetch(location.href, { headers: { accept: "text/html", "x-live": "1" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live][id]")) {
    const fresh = page.getElementById(part.id);
    if (fresh !== null && !isBusy(part)) become(part, fresh);
  }
  document.dispatchEvent(new CustomEvent("vt:renewed"));
}

/** A part in which somebody types is left alone. */
function isBusy(part) {
  const active = document.activeElement;
  return part.contains(active) && active.matches("input:not([type=checkbox]), textarea, select");
}

/** Makes an element like another, touching only what differs: focus, marks and what is open stay. */
function become(element, fresh) {
  if (element.isEqualNode(fresh)) return;
  for (const { name } of [...element.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open") element.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (element.getAttribute(name) !== value && name !== "open") element.setAttribute(name, value);
  }
  becomeChildren(element, fresh);
}

function becomeChildren(element, fresh) {
  const byKey = new Map([...element.children].flatMap((child) => keyOf(child) === "" ? [] : [[keyOf(child), child]]));
  let at = element.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const known = wanted.nodeType === Node.ELEMENT_NODE && keyOf(wanted) !== "" ? byKey.get(keyOf(wanted)) : undefined;
    const match = known ?? (at !== null && isAlike(at, wanted) ? at : undefined);
    if (match === undefined) {
      element.insertBefore(document.importNode(wanted, true), at);
      continue;
    }
    if (match !== at) element.insertBefore(match, at);
    else at = at.nextSibling;
    if (match.nodeType === Node.ELEMENT_NODE) become(match, wanted);
    else if (match.data !== wanted.data) match.data = wanted.data;
  }
  while (at !== null) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function keyOf(element) {
  return element.id || element.dataset?.key || "";
}

function isAlike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName &&
    (a.nodeType !== Node.ELEMENT_NODE || keyOf(a) === keyOf(b));
}

/** What has gone on since a time; the page says which time it is at the server. */
const ahead = Number(document.documentElement.dataset.now) - Date.now();

function growTimes() {
  if (document.hidden) return;
  for (const time of document.querySelectorAll("time[data-since]")) {
    const text = durationText(Date.now() + ahead - Number(time.dataset.since));
    if (time.textContent !== text) time.textContent = text;
  }
}

function durationText(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  const [minutes, hours, days] = [60, 3600, 86400].map((unit) => Math.floor(seconds / unit));
  if (hours === 0) return `${minutes}m${twoDigits(seconds % 60)}s`;
  return days === 0 ? `${hours}h${twoDigits(minutes % 60)}m` : `${days}d${twoDigits(hours % 24)}h`;
}

function twoDigits(value) {
  return String(value).padStart(2, "0");
}
