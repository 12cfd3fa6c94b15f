// Replaces the parts of the page that are marked `data-live` when the store has changed. Without it a reload does.

/** Between the end of one look and the next. */
const PAUSE_MS = 300;
const MOST_PAUSE_MS = 30_000;

const connection = document.getElementById("connection");
let events;
let retryMs = 1000;
let isLooking = false;
let looksAgain = false;

if (document.querySelector("[data-live]") !== null) {
  listen();
  document.addEventListener("visibilitychange", listen);
}
setInterval(growTimes, 1000);

/** Listens while the page is seen: browsers allow few connections, which all of its pages share. */
function listen() {
  if (document.hidden) {
    events?.close();
    events = undefined;
    return;
  }
  if (events !== undefined) return;
  events = new EventSource("/events");
  events.addEventListener("open", () => {
    void look();
    connection.textContent = "";
    retryMs = 1000;
  });
  events.addEventListener("change", () => void look());
  events.addEventListener("error", lose);
}

/** Tries again, ever more seldom. */
function lose() {
  events.close();
  events = undefined;
  connection.textContent = "not connected";
  setTimeout(listen, retryMs);
  retryMs = Math.min(retryMs * 2, MOST_PAUSE_MS);
}

/** One look at a time; changes meanwhile are seen by one more. A page that takes long is looked at more seldom. */
async function look() {
  looksAgain = true;
  if (isLooking) return;
  isLooking = true;
  while (looksAgain) {
    looksAgain = false;
    const start = performance.now();
    await renew().catch(() => {});
    const took = performance.now() - start;
    await new Promise((wake) => setTimeout(wake, Math.max(PAUSE_MS, 2 * took)));
  }
  isLooking = false;
}

async function renew() {
  const answer = await fetch(location.href, { headers: { accept: "text/html", "x-live": "1" } });
  if (answer.status === 401) connection.textContent = "signed out";
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
