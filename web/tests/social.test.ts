// @vitest-environment node
import { beforeEach, expect, test } from "vitest";
import { calledIn, choicesFor, speakersIn, wantedAt, withPut } from "../src/chat/completion";
import { NO_FACTS, factsAfter } from "../src/chat/facts";
import type { Entry, Message } from "../src/chat/protocol";
import { segmentsOf } from "../src/chat/segments";
import { callsOf } from "../src/chat/use_mention_count";
import { codeFrom, isCode, problemOfFile } from "../src/studio/moderation/emote_upload";
import { changeIn, mayUndo } from "../src/studio/moderation/audit_words";
import { formatsFor } from "../src/words/format";
import en from "../src/words/en";
import { MINA, SORA, begin, brings, chat, enter, said } from "./chat_stage";

const URL_OF = (code: string) => `/emotes/${code}.png`;
const emotes = (...codes: string[]) => codes.map((code) => ({ code, url: URL_OF(code) }));
const drawn = (text: string, more: Partial<Message> = {}, you = SORA) => segmentsOf({ text, ...more }, you).map(({ kind, text: part }) => `${kind}:${part}`);

beforeEach(begin);

test("emotes stand in the place of their codes, and only of those", () => {
  expect(drawn("hi :hey: and :no:", { emotes: emotes("hey") })).toEqual(["text:hi ", "emote::hey:", "text: and :no:"]);
  expect(drawn(":hey::hey:x", { emotes: emotes("hey") })).toEqual(["emote::hey:", "emote::hey:", "text:x"]);
  expect(drawn("12:hey:hello:", { emotes: emotes("hey", "hello") })).toEqual(["text:12", "emote::hey:", "text:hello:"]);
  expect(drawn(":hey:", { emotes: null })).toEqual(["text::hey:"]);
  expect(segmentsOf({ text: ":마당:", emotes: emotes("마당") }, SORA)).toEqual([{ kind: "emote", text: ":마당:", url: "/emotes/마당.png" }]);
});

test("who is called is marked, the reader otherwise than the others", () => {
  const mentions = [{ user_id: SORA.user_id, name: "소라" }, { user_id: "u-min", name: "Min" }];
  expect(drawn("@소라님 @min :hey:", { mentions, emotes: emotes("hey") })).toEqual(["mine:@소라", "text:님 ", "name:@min", "text: ", "emote::hey:"]);
  expect(drawn("@옛이름 안녕", { mentions: [{ user_id: SORA.user_id, name: "옛이름" }] })).toEqual(["mine:@옛이름", "text: 안녕"]);
  expect(drawn("소라 hi", {})).toEqual(["mine:소라", "text: hi"]);
  expect(segmentsOf({ text: "@소라", mentions }, null).map(({ kind }) => kind)).toEqual(["name"]);
  expect(drawn("@Minji @Min", { mentions: [{ user_id: "a", name: "Min" }, { user_id: "b", name: "Minji" }] })).toEqual(["name:@Minji", "text: ", "name:@Min"]);
});

test("every character of a message is drawn once, whatever it holds", () => {
  for (const text of ["", ":", "::", ":a:b:c:", "@", "@@Min@Min:hey::", "a:hey@Min:hey:"]) {
    const segments = segmentsOf({ text, emotes: emotes("hey", "b"), mentions: [{ user_id: "u", name: "Min" }] }, SORA);
    expect(segments.map((one) => one.text).join("")).toBe(text);
  }
});

test("what is being typed is known by its sign", () => {
  expect(wantedAt("hi @so", 6)).toEqual({ sign: "@", typed: "so", from: 3 });
  expect(wantedAt("hi @so there", 6)).toEqual({ sign: "@", typed: "so", from: 3 });
  expect(wantedAt("안녕 @", 4)).toEqual({ sign: "@", typed: "", from: 3 });
  expect(wantedAt(":he", 3)).toEqual({ sign: ":", typed: "he", from: 0 });
  for (const none of ["mail@example", "12:30", ":", "hi ", "@so ", ":he:"]) expect(wantedAt(none, none.length)).toBeNull();
});

test("names and codes are completed from their beginnings", () => {
  const people = speakersIn([said(1, "a", MINA), said(2, "b", { ...SORA, user_id: "u-2", name: "미나리" }), said(3, "c", SORA), said(4, "d", MINA)], SORA);
  expect(people.map(({ name }) => name)).toEqual(["미나", "미나리"]);
  expect(choicesFor({ sign: "@", typed: "미나", from: 0 }, people, []).map(({ text }) => text)).toEqual(["@미나", "@미나리"]);
  expect(choicesFor({ sign: "@", typed: "x", from: 0 }, people, [])).toEqual([]);
  expect(choicesFor({ sign: ":", typed: "HE", from: 0 }, people, emotes("hello", "other"))).toEqual([{ key: "hello", label: "hello", text: ":hello:", url: "/emotes/hello.png" }]);
  expect(withPut("hi @mi there", 3, 6, "@미나")).toEqual({ text: "hi @미나 there", caret: 7 });
  expect(withPut("@mi", 0, 3, "@미나")).toEqual({ text: "@미나 ", caret: 4 });
});

test("the ids of those who are called go with the message, longest names first, five at the most", () => {
  const people = [{ user_id: "1", name: "Min" }, { user_id: "2", name: "Minji" }, { user_id: "3", name: "민" }, { user_id: "4", name: "Min" }];
  expect(calledIn("@minji hi", people, new Map())).toEqual(["2"]);
  expect(calledIn("@Minji and @Min", people, new Map()).toSorted()).toEqual(["1", "2"]);
  expect(calledIn("@Min", people, new Map([["Min", "4"]]))).toEqual(["4"]);
  expect(calledIn("Min, 민", people, new Map())).toEqual([]);
  const many = Array.from({ length: 9 }, (_, n) => ({ user_id: `${n}`, name: `name${n}` }));
  expect(calledIn(many.map(({ name }) => `@${name}`).join(" "), many, new Map())).toHaveLength(5);
});

test("a message that calls somebody says so on the wire, and again after a drop; another one does not", async () => {
  const socket = await enter();
  chat.send("@미나 hi", ["u-mina"]);
  expect(socket.of("send")).toEqual([{ v: 1, action: "send", ref: "ref-1", text: "@미나 hi", mentions: ["u-mina"] }]);
  socket.hears({ type: "ack", ref: "ref-1", seq: 3, message_id: "m" });
  chat.send("hi");
  expect(socket.of("send")[1]).toEqual({ v: 1, action: "send", ref: "ref-2", text: "hi" });
});

test("what calls the reader is counted, once, and not what was taken back or said by the reader", () => {
  const calling = (seq: number, more: Partial<Message> = {}): Message => ({ ...said(seq), mentions: [{ user_id: SORA.user_id, name: "소라" }], ...more });
  expect(callsOf([calling(1), said(2), calling(3, { removed: true }), calling(4, { by: SORA }), calling(5)], SORA.user_id)).toBe(2);
});

test("raids are facts of the room, and change nothing that is said", async () => {
  const sent: Entry = { kind: "raid", seq: 3, at: "2026-11-22T12:00:00Z", raid_id: "rad-1", to_room: "c-2", name: "나래", viewers: 3 };
  const came: Entry = { kind: "raided", seq: 4, at: "2026-11-22T12:00:00Z", raid_id: "rad-2", from_room: "c-3", name: "다온", viewers: 8 };
  expect(factsAfter(NO_FACTS, [sent, came], 0)).toMatchObject({ raid: sent, raided: came });
  const socket = await enter();
  socket.hears(brings([sent], 2));
  expect(chat.state()).toMatchObject({ facts: { raid: { to_room: "c-2" }, raided: null }, enteredAt: 2 });
  expect(chat.state().messages).toHaveLength(2);
});

test("a file is looked at before it is sent, and gives the code a first idea", () => {
  expect([problemOfFile({ type: "image/png", size: 1000 }), problemOfFile({ type: "image/gif", size: 1 }), problemOfFile({ type: "image/webp", size: 300_000 })]).toEqual([null, "type", "size"]);
  expect([codeFrom("my emote-1.png"), codeFrom("마당.webp"), codeFrom("x".repeat(30))]).toEqual(["myemote1", "마당", "x".repeat(20)]);
  expect([isCode("마당좋아"), isCode("ab"), isCode("a_b"), isCode("a".repeat(21))]).toEqual([true, false, false, false]);
});

test("the audit log says what a raid, its rules and an emote were", () => {
  const told = (kind: string, before: unknown, after: unknown) => changeIn({ kind, before, after }, en, formatsFor("en"));
  expect(told("raid_accept", null, { from_name: "A", to_name: "B" })).toBe("A → B");
  expect(told("raid_rules", { raids: "asks", trusted: [] }, { raids: "nobody", trusted: ["c-1"] })).toBe("After asking → Nobody's (c-1)");
  expect(told("emote_delete", { code: "hey" }, null)).toBe(":hey:");
  expect(["raid_accept", "emote_add", "raid_rules"].map((kind) => mayUndo({ kind, undone_by: null }))).toEqual([false, false, true]);
});
