export { ChatClient, ShutOut, decoded, type ChatOptions, type Ticket } from "./client.ts";
export type { Deed, News, Question } from "./deeds.ts";
export * from "./frames.ts";
export { Room } from "./room.ts";
