/**
 * Follow me: served as a classroom, the page shows learners where the teacher is, if they wish, and lets the teacher lead.
 *
 * What comes from the teacher is an address and is read like any other: checked against the lesson, with a sentence for
 * what does not fit. Learners keep their own language, and leave by taking the tick away. Who leads and who follows goes
 * on doing so when the page is loaded anew, in the same tab.
 */

import { splitAddress } from "./address.js";
import { openAddress, settled, stateAddress } from "./app.js";
import { here, noteReach } from "./copy.js";
import { openDialog } from "./dialog.js";
import { playingChanged } from "./playing.js";
import { recallInTab, rememberInTab } from "../basics/memory.js";
import { currentLesson, frameShown, seek } from "../engine/session.js";
import { find, h, retell, speak } from "../words/dom.js";
import { getLanguage } from "../words/i18n.js";

const TELL_EVERY = 250; // ms; faster than this nobody can look
const COUNT_EVERY = 5000;
const JOIN_EVERY = 4000; // after a refusal, as of a room that is full

const TOKEN = "class.token";
const LEADS = "class.leads";
const FOLLOWS = "class.follows";
const REACH = "class.reach";

/** Begin as the address wishes: `?class` for learners, `?class=TOKEN` for the teacher. */
export function enterClassroom() {
  const given = new URLSearchParams(location.search).get("class");
  if (given) rememberInTab(TOKEN, given);
  const token = recallInTab(TOKEN) ?? given;
  history.replaceState(null, "", `${location.pathname}?class${location.hash}`); // the projector must not show the token
  const bar = token ? teacherBar(token) : learnerBar();
  document.body.insertBefore(bar, find("#view"));
  retell(bar);
}

function learnerBar() {
  const follow = h("input", { type: "checkbox", role: "switch", id: "follow", checked: recallInTab(FOLLOWS) === true, onchange: choose });
  const status = h("span", { role: "status", class: "quiet" });
  const back = h("button", { type: "button", class: "button", say: "class.back", onclick: comeBack });
  /** @type {EventSource | null} */
  let stream = null;
  let waiting = 0;
  /** Where the teacher is. */
  let told = "";
  /** What that place is called here; null on the way there. @type {string | null} */
  let arrived = null;
  let turn = 0;
  showAway(false);

  function choose() {
    rememberInTab(FOLLOWS, follow.checked);
    if (follow.checked) begin();
    else end();
  }

  function begin() {
    speak(status, "class.joining");
    stream = new EventSource("classroom/follow");
    stream.onopen = () => speak(status, "class.waiting");
    stream.onerror = lost;
    stream.onmessage = ({ data }) => {
      const moved = data !== told;
      told = String(data);
      if (moved) go();
      else look(); // the connection was lost for a while: who looked around meanwhile goes on doing so
    };
  }

  async function go() {
    const mine = ++turn;
    arrived = null;
    showAway(false);
    await goWith(told);
    if (mine !== turn) return;
    arrived = placeHere();
    look();
  }

  /** Who follows may still look around; the page says so, and leads back. */
  function look() {
    if (arrived !== null) showAway(placeHere() !== arrived);
  }

  /** The button keeps its room, so that nothing moves under a finger that has just begun to drag. @param {boolean} away */
  function showAway(away) {
    back.style.visibility = away ? "" : "hidden";
    if (told && stream?.readyState === EventSource.OPEN) speak(status, away ? "class.away" : "class.following");
  }

  function comeBack() {
    follow.focus(); // this button goes
    go();
  }

  /** After a connection that broke the browser tries again by itself, after a refusal it does not. */
  function lost() {
    speak(status, "class.lost");
    if (stream?.readyState === EventSource.CLOSED) waiting = window.setTimeout(begin, JOIN_EVERY);
  }

  function hangUp() {
    turn++;
    told = "";
    arrived = null;
    showAway(false);
    clearTimeout(waiting);
    stream?.close();
    stream = null;
  }

  function end() {
    hangUp();
    speak(status, "class.alone");
  }

  frameShown.on(look);
  addEventListener("popstate", () => settled().then(look));
  addEventListener("pagehide", hangUp); // a page that is kept for the way back follows nobody
  addEventListener("pageshow", ({ persisted }) => persisted && follow.checked && begin());
  if (follow.checked) begin();
  return h("aside", { class: "class-bar", sayLabel: "class.title" }, h("label", { for: "follow" }, follow, h("span", { say: "class.follow" })), back, status);
}

/** A place without some parts of it, in an order that does not matter. @param {string} address @param {string[]} without */
const placeOf = (address, without) => {
  const { lesson, step, query } = splitAddress(address);
  return JSON.stringify([lesson, step, query.filter(([name]) => !without.includes(name)).sort()]);
};

const placeHere = () => placeOf(stateAddress(), ["lang"]);

/** The same but for the moment. @param {string} address */
const lineOf = (address) => placeOf(address, ["t", "beat", "lang"]);

/** Go where the teacher is; when only time has passed there, only time passes here. @param {string} address */
async function goWith(address) {
  if (!/^#\/[!-~]*$/.test(address)) return;
  const { query } = splitAddress(address);
  const [t, beat] = ["t", "beat"].map((name) => Number(query.find(([one]) => one === name)?.[1] ?? 0));
  const passes = Number.isInteger(t) && Number.isInteger(beat) && currentLesson();
  if (passes && lineOf(address) === lineOf(stateAddress())) return seek(t, beat).catch(() => {});
  const [path] = address.split("?");
  const mine = new URLSearchParams([...query.filter(([name]) => name !== "lang"), ["lang", getLanguage()]]);
  history.replaceState(null, "", `${path}?${mine}`);
  await openAddress(location.hash).catch(() => {});
}

/** Whether a place needs a table that the teacher has opened. @param {string} address */
const isOwn = (address) => splitAddress(address).query.some(([name, value]) => name === "table" && value.startsWith("own:"));

/** Learners find this page at another address than the teacher's machine. @param {string} address */
function reachAt(address) {
  rememberInTab(REACH, address);
  noteReach(address);
}

/** Who begins to lead, in a word of its own: of several pages with the token the server lets the newest lead. */
const newPage = () => String(Math.random());

/** @param {string} token */
function teacherBar(token) {
  const lead = h("input", { type: "checkbox", role: "switch", id: "lead", checked: recallInTab(LEADS) !== false, onchange: choose });
  const status = h("span", { role: "status", class: "quiet" });
  let told = "";
  let waiting = 0;
  let page = newPage();
  reachAt(recallInTab(REACH) ?? location.href);

  function choose() {
    rememberInTab(LEADS, lead.checked);
    page = newPage();
    told = "";
    later();
  }

  /** Lead no longer, and say why. @param {string} why */
  function stop(why) {
    lead.checked = false;
    speak(status, why);
  }

  function later() {
    waiting ||= window.setTimeout(() => {
      waiting = 0;
      tell(false);
    }, TELL_EVERY);
  }

  /** @param {boolean} again also when nothing has changed: to hear how many follow */
  async function tell(again) {
    const address = stateAddress().replace(/([?&])lang=[^&]*&?/, "$1").replace(/[?&]$/, "");
    if (lead.disabled) return;
    if (!lead.checked) return speak(status, "class.not_leading");
    if (address === told && !again) return;
    const answer = await fetch("classroom/lead", { method: "POST", headers: { Authorization: `Bearer ${token}` }, body: JSON.stringify({ address, page }) }).catch(() => null);
    if (!answer) return speak(status, "class.no_server");
    if (answer.status === 429) return later();
    if (answer.status === 409) {
      rememberInTab(LEADS, false);
      return stop("class.other_leads");
    }
    if (answer.status === 403) {
      lead.disabled = true; // asking again would not help
      rememberInTab(TOKEN, null);
      return stop("class.not_teacher");
    }
    if (!answer.ok) return speak(status, "class.no_place");
    told = address;
    const { followers, address: theirs } = await answer.json();
    if (theirs) reachAt(theirs);
    speak(status, { key: isOwn(address) ? "class.followers_own" : "class.followers", values: { n: followers } });
  }

  async function invite() {
    const { drawCode } = await import("./code-image.js");
    const learners = `${here()}?class`;
    openDialog("class.invite", h("div", { class: "class-invite" }, h("p", { say: "class.invite_how" }), h("p", { class: "class-address" }, learners), drawCode(learners)));
  }

  frameShown.on(later);
  playingChanged.on(later);
  addEventListener("popstate", later);
  setInterval(() => tell(true), COUNT_EVERY);
  tell(true);
  return h("aside", { class: "class-bar", sayLabel: "class.title" },
    h("label", { for: "lead" }, lead, h("span", { say: "class.lead" })), status,
    h("button", { type: "button", class: "button", "data-act": "invite", say: "class.invite", onclick: invite }));
}
