import { seedNumber } from "../home/thumbnail";
import { useFormats, useWords } from "../words";
import { clock } from "../words/format";
import { partsOf } from "./mention";
import { MessageMenu } from "./message_menu";
import type { Message, Role, Speaker } from "./protocol";

const HUES = 4;

export interface RowProps {
  message: Message;
  you: Speaker | null | undefined;
  /** Shows where in the broadcast it was said, instead of nothing. */
  timed: boolean;
  takeBack: ((message: Message) => void) | null;
  menuReachable: boolean;
}

/** Its own words everybody may take back; the streamer and moderators, everybody's. */
const mayTakeBack = (you: Speaker | null | undefined, message: Message): boolean =>
  Boolean(you) && !message.removed && (you?.role !== "viewer" || you.user_id === message.by.user_id);

export function MessageRow({ message, you, timed, takeBack, menuReachable }: RowProps) {
  const words = useWords();
  const formats = useFormats();
  const parts = message.removed ? [] : partsOf(message.text, message.by.user_id === you?.user_id ? undefined : you?.name);
  const named = parts.some(({ mine }) => mine);
  return (
    <div className={`chat-row${named ? " chat-row-named" : ""}`} data-testid="chat-message" data-removed={message.removed ?? false} data-named={named} title={formats.dateTime(message.at)}>
      <p>
        {timed && <span className="chat-time numbers">{clock((message.offset_ms ?? 0) / 1000)}</span>}
        <Name by={message.by} />
        {message.removed ? <em className="chat-removed" data-testid="chat-removed">{words.chat.removed}</em> : parts.map((part, n) => (part.mine ? <mark key={n}>{part.text}</mark> : part.text))}
      </p>
      {takeBack && mayTakeBack(you, message) && <MessageMenu name={message.by.name} reachable={menuReachable} takeBack={() => takeBack(message)} />}
    </div>
  );
}

export function UnsentRow({ text, you }: { text: string; you: Speaker }) {
  const words = useWords();
  return (
    <div className="chat-row chat-row-unsent" data-testid="chat-unsent">
      <p><Name by={you} />{text} <small>{words.chat.sending}</small></p>
    </div>
  );
}

function Name({ by }: { by: Speaker }) {
  return <><RoleBadge role={by.role} /><strong className={`chat-name chat-hue-${seedNumber(by.user_id) % HUES}`}>{by.name}</strong><span className="hidden-visually">: </span></>;
}

function RoleBadge({ role }: { role: Role }) {
  const words = useWords();
  if (role === "viewer") return null;
  return <span className={`badge chat-role ${role === "streamer" ? "badge-good" : "badge-busy"}`} data-testid={`chat-role-${role}`}>{words.chat.roles[role]}</span>;
}
