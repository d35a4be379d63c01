// Every scenario of sdk/conformance, played to the room: the format is in its schema.json.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { decoded } from "../src/client.ts";
import type { Question } from "../src/deeds.ts";
import { Room } from "../src/room.ts";

interface Step {
  do?: "start" | "stop" | "wake" | "shut_out";
  opened?: number;
  told?: unknown;
  text?: string;
  on?: number;
  lost?: number;
  code?: number;
  ask?: Question;
  wait?: number;
  expect?: object[];
}
interface Scenario {
  name: string;
  chance: number;
  steps: Step[];
  log: number[];
  through: number;
  unanswered: string[];
  reports: string[];
}

const FOLDER = new URL("../../conformance/", import.meta.url);
const BEGIN = Date.parse("2026-01-01T00:00:00Z");

function happens(room: Room, step: Step): void {
  const line = step.on ?? 1;
  if (step.do === "start") room.start();
  else if (step.do === "stop") room.stop();
  else if (step.do === "wake") room.wake();
  else if (step.do === "shut_out") room.letInNoMore();
  else if (step.opened !== undefined) room.opened(step.opened);
  else if (step.lost !== undefined) room.lost(step.lost, step.code);
  else if (step.ask !== undefined) room.ask(step.ask);
  else if (step.wait !== undefined) room.timers.advance(room.timers.now + step.wait);
  else {
    const frame = decoded(step.text ?? JSON.stringify(step.told));
    if (frame) room.heard(line, frame);
  }
}

function play(scenario: Scenario): void {
  const room = new Room(() => scenario.chance);
  const reports: string[] = [];
  room.timers.advance(BEGIN);
  scenario.steps.forEach((step, place) => {
    happens(room, step);
    const seen: object[] = [];
    for (const deed of room.done()) {
      if (deed.deed === "report") reports.push(deed.news.news);
      else if (deed.deed === "send") seen.push({ send: deed.frame, on: deed.line });
      else seen.push({ [deed.deed]: deed.line });
    }
    assert.deepEqual(seen, step.expect ?? [], `step ${place + 1}: ${JSON.stringify(step)}`);
  });
  assert.deepEqual(room.log.entries.map(({ seq }) => seq), scenario.log);
  assert.equal(room.log.through, scenario.through);
  assert.deepEqual(room.waiting.map(({ ref }) => ref), scenario.unanswered);
  assert.deepEqual(reports, scenario.reports);
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json") && name !== "schema.json");
test("there are scenarios", () => assert.ok(files.length >= 10));
for (const file of files.sort()) {
  const scenario = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Scenario;
  test(`${file}: ${scenario.name}`, () => play(scenario));
}
