import type { NewPoll } from "../../api/moderation";
import type { Words } from "../../words/ko";

/** `answer` is the place of the right option among all lines, blank ones included. */
export interface Draft { question: string; options: string[]; quiz: boolean; answer: number | null; seconds: number }

export const EMPTY_DRAFT: Draft = { question: "", options: ["", ""], quiz: false, answer: null, seconds: 60 };

const filled = (draft: Draft): string[] => draft.options.map((one) => one.trim()).filter((one) => one !== "");
const right = ({ answer, options }: Draft): string => (answer === null ? "" : options[answer]?.trim() ?? "");

/** What is still missing, by the field it belongs to. */
export function problemsOf(draft: Draft, words: Words["moderation"]["polls"]): Record<string, string | null> {
  return {
    "/question": draft.question.trim() === "" ? words.needQuestion : null,
    "/options": filled(draft).length < 2 ? words.needOptions : null,
    "/answer": draft.quiz && right(draft) === "" ? words.needAnswer : null,
  };
}

/** As the API takes it: blank options left out, and the answer's place among those that remain. */
export function requestOf(draft: Draft): NewPoll {
  const before = draft.options.slice(0, draft.answer ?? 0).filter((one) => one.trim() !== "").length;
  return { question: draft.question.trim(), options: filled(draft), seconds: draft.seconds, answer: draft.quiz && draft.answer !== null ? before : null };
}
