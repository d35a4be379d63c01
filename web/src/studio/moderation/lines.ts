/** The lines of a text: trimmed, without blank ones and repetitions. */
export const linesOf = (text: string): string[] => [...new Set(text.split("\n").map((line) => line.trim()).filter((line) => line !== ""))];

const [SHORTEST, LONGEST, MOST] = [2, 60, 500];

/** Whether the API takes them as a room's terms: 2 to 60 characters each, 500 at the most. */
export const areTerms = (terms: readonly string[]): boolean => terms.length <= MOST && terms.every((term) => Array.from(term).length >= SHORTEST && Array.from(term).length <= LONGEST);
