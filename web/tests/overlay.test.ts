// @vitest-environment node
import { expect, test } from "vitest";
import type { Alert, Alerts } from "../src/api/overlay";
import { ON_SCREEN_MS, runShow } from "../src/overlay/show";

/** A server that remembers, and a screen whose pauses take no time; it is over after so many pauses. */
class Stage {
  alerts: Alert[] = [];
  shown = 0;
  deaf = 0;
  away = 0;
  visible = true;
  readonly seen: number[] = [];
  readonly pauses: number[] = [];

  add(show = true): void {
    this.alerts.push({ number: this.alerts.length + 1, show, donor_name: "", message: "", amount_minor: 1, currency: "KRW" });
  }

  async run(pauses: number): Promise<number[]> {
    const before = this.seen.length;
    let left = pauses;
    await runShow(
      {
        after: (number) => {
          if (this.away-- > 0) return Promise.reject(new TypeError("away"));
          const from = number ?? this.shown;
          return Promise.resolve<Alerts>({ last: this.alerts.length, shown: this.shown, items: this.alerts.filter((one) => one.number > from).slice(0, 2) });
        },
        shown: (number) => {
          if (this.deaf-- > 0) return Promise.reject(new TypeError("away"));
          this.shown = Math.max(this.shown, number);
          return Promise.resolve();
        },
      },
      {
        show: (alert) => { if (alert) this.seen.push(alert.number); },
        visible: () => this.visible,
        pause: (ms) => {
          left -= 1;
          this.pauses.push(ms);
          return Promise.resolve();
        },
      },
      () => left <= 0,
    );
    return this.seen.slice(before);
  }
}

const stage = (alerts: number) => {
  const made = new Stage();
  for (let n = 0; n < alerts; n += 1) made.add();
  return made;
};

test("every alert is on the screen once, in its order, and not again after a reload", async () => {
  const one = stage(5);
  expect(await one.run(12)).toEqual([1, 2, 3, 4, 5]);
  expect(one.pauses.filter((ms) => ms === ON_SCREEN_MS)).toHaveLength(5);
  one.add();
  expect(await one.run(6)).toEqual([6]);
});

test("a page that goes away in the middle leaves the rest to the next one", async () => {
  const one = stage(5);
  const first = await one.run(2);
  expect([first, one.shown]).toEqual([[1, 2], 2]);
  expect(await one.run(12)).toEqual([3, 4, 5]);
});

test("what the server did not hear is told again, and not shown again", async () => {
  const one = stage(2);
  one.deaf = 3;
  expect(await one.run(12)).toEqual([1, 2]);
  expect(one.shown).toBe(2);
});

test("while the server is away it asks more and more seldom, and then goes on", async () => {
  const one = stage(1);
  one.away = 4;
  expect(await one.run(8)).toEqual([1]);
  expect(one.pauses.slice(0, 4)).toEqual([4000, 8000, 16_000, 30_000]);
});

test("what went back is counted and not seen; hidden, a source shows nothing", async () => {
  const one = stage(1);
  one.add(false);
  one.visible = false;
  expect([await one.run(3), one.shown]).toEqual([[], 0]);
  one.visible = true;
  expect([await one.run(4), one.shown]).toEqual([[1], 2]);
});
