import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { NO_FACTS, factsAfter, factsOn } from "../src/chat/facts";
import { LanguageChoice, LanguageNotice } from "../src/chat/language_choice";
import { EMPTY, withStretch } from "../src/chat/log";
import { MessageRow } from "../src/chat/message_row";
import type { Entry, Locale, Message } from "../src/chat/protocol";
import { chooseLanguage, chosenLanguage, refusedSources, translationOf } from "../src/chat/translation";
import { SpeechProvider } from "../src/words";
import ko from "../src/words/ko";
import { SORA, begin, brings, chat, enter, newest, pass, said, wants, welcome } from "./chat_stage";

const AT = "2026-11-22T12:00:00Z";
const told = (seq: number, id: string, locale: Locale, text: string): Entry => ({ kind: "translations", seq, at: AT, items: [{ message_id: id, locale, text }] });
const messages = (...entries: Entry[]) => withStretch(EMPTY, { entries: [said(1, "안녕"), ...entries], after: 0, through: 1 + entries.length }).messages;
const row = (message: Message, language: Locale | null) =>
  render(<SpeechProvider><MessageRow message={message} you={SORA} timed={false} language={language} originalReachable hushed={false} deeds={[]} menuReachable={false} /></SpeechProvider>);
const text = () => screen.getByTestId("chat-text");

beforeEach(() => {
  localStorage.clear();
  begin();
});
afterEach(cleanup);

test("a message carries what it is in other languages, and the original stays", () => {
  const [message] = messages(told(2, "msg-1", "en", "hi"), told(3, "msg-1", "ja", "やあ"));
  expect(message).toMatchObject({ text: "안녕", translations: { en: "hi", ja: "やあ" } });
  expect(translationOf(message as Message, "en")).toBe("hi");
  expect(translationOf(message as Message, "fr")).toBeNull();
  expect(translationOf(message as Message, null)).toBeNull();
});

test("a removal takes them with it, in whatever order they come in one stretch", () => {
  const removal = (seq: number): Entry => ({ kind: "removal", seq, at: AT, message_id: "msg-1" });
  for (const [message] of [messages(told(2, "msg-1", "en", "hi"), removal(3)), messages(removal(2), told(3, "msg-1", "en", "hi"))]) {
    expect(message).toMatchObject({ text: "", removed: true });
    expect(translationOf(message as Message, "en")).toBeNull();
  }
});

test("the room is asked for the chosen language, on entering and with every ping", async () => {
  wants("en");
  const socket = await enter(welcome([said(1)], 0, { you: SORA }));
  expect(socket.of("join")).toEqual([{ v: 1, action: "join", translate_to: "en" }]);
  wants("zh-TW");
  chat.wake(); // as the page does when another language is chosen
  expect(socket.of("ping").at(-1)).toEqual({ v: 1, action: "ping", translate_to: "zh-TW" });
  wants(null);
  newest().hears({ type: "pong", through: 1 });
  await pass(20_000);
  expect(socket.of("ping").at(-1)).toEqual({ v: 1, action: "ping" });
});

test("a translation arrives beside the message that is shown", async () => {
  const socket = await enter(welcome([said(1, "안녕")], 0, { you: SORA }));
  socket.hears(brings([told(2, "msg-1", "en", "hi")], 1));
  expect(chat.state().messages[0]).toMatchObject({ text: "안녕", translations: { en: "hi" } });
});

test("the reader's language is shown, and the original at a press and back", () => {
  row({ ...said(1, "안녕"), translations: { "zh-TW": "你好" } }, "zh-TW");
  expect(text().textContent).toBe("你好");
  expect(text().lang).toBe("zh-TW");
  const button = screen.getByTestId("chat-original");
  expect(button.tabIndex).toBe(0);
  fireEvent.click(button);
  expect(text().textContent).toBe("안녕");
  expect(button.getAttribute("aria-pressed")).toBe("true");
  fireEvent.click(button);
  expect(text().textContent).toBe("你好");
});

test("who asked for nothing, or for another language, reads what was said", () => {
  for (const language of [null, "en"] as const) {
    row({ ...said(1, "안녕"), translations: { "zh-TW": "你好" } }, language);
    expect(text().textContent).toBe("안녕");
    expect(screen.queryByTestId("chat-original")).toBeNull();
    cleanup();
  }
});

test("one's own words stay as one wrote them", () => {
  row({ ...said(1, "안녕", SORA), translations: { en: "hi" } }, "en");
  expect(text().textContent).toBe("안녕");
});

test("the choice is remembered and told", () => {
  let asked = 0;
  render(<SpeechProvider><LanguageChoice asked={() => (asked += 1)} /></SpeechProvider>);
  fireEvent.change(screen.getByTestId("chat-language"), { target: { value: "zh-TW" } });
  expect([chosenLanguage(), asked]).toEqual(["zh-TW", 1]);
  fireEvent.change(screen.getByTestId("chat-language"), { target: { value: "" } });
  expect([chosenLanguage(), asked]).toEqual([null, 2]);
  localStorage.setItem("madang.chat.language", "tlh");
  expect(chosenLanguage()).toBeNull();
});

test("what cannot be translated here is told to who asked for it, and to nobody else", () => {
  const untranslated = { pairs: [{ source: "ko", locale: "en" as const }] };
  const later: Entry = { kind: "translations", seq: 2, at: AT, items: [], untranslated: { pairs: [{ source: "auto", locale: "en" }] } };
  const facts = factsAfter(factsOn({ ...welcome([], 0), untranslated }, NO_FACTS), [later], 0);
  expect(refusedSources(facts.untranslated, "en")).toEqual(["ko", "auto"]);
  expect(refusedSources(facts.untranslated, "fr")).toEqual([]);
  const notice = () => render(<SpeechProvider><LanguageNotice untranslated={facts.untranslated} guest={false} /></SpeechProvider>);
  notice();
  expect(screen.queryByTestId("chat-language-notice")).toBeNull();
  cleanup();
  chooseLanguage("en");
  notice();
  expect(screen.getByTestId("chat-language-notice").textContent).toContain("한국어");
});

test("a room that has used up its day says so until the day is over", () => {
  chooseLanguage("en");
  const notice = (paused_until: string) => render(<SpeechProvider><LanguageNotice untranslated={{ paused_until }} guest={false} /></SpeechProvider>);
  notice(new Date(Date.now() + 60_000).toISOString());
  expect(screen.getByTestId("chat-language-notice").textContent).toMatch(new RegExp(`${ko.room.translation.paused}|characters`));
  cleanup();
  notice("2020-01-01T00:00:00Z");
  expect(screen.queryByTestId("chat-language-notice")).toBeNull();
});
