import { useState } from "react";
import { seedNumber } from "../home/thumbnail";
import { Icon } from "../ui/icons";
import { useFormats, useWords } from "../words";
import { clock } from "../words/format";
import { MessageMenu, type Deed } from "./message_menu";
import { MessageText } from "./message_text";
import { mayModerate, type Locale, type Message, type Role, type Speaker } from "./protocol";
import { segmentsOf } from "./segments";
import type { Held } from "./state";
import { LANGUAGES, translationOf } from "./translation";

const HUES = 4;

export interface RowProps {
  message: Message;
  you: Speaker | null | undefined;
  /** Shows where in the broadcast it was said, instead of nothing. */
  timed: boolean;
  /** The reader's; a message that was translated into it is shown in it, and the original on demand. */
  language: Locale | null;
  originalReachable: boolean;
  /** Said before a sanction against its author: moderators see it faded, others that something was there. */
  hushed: boolean;
  deeds: readonly Deed[];
  menuReachable: boolean;
}

export function MessageRow({ message, you, timed, language, originalReachable, hushed, deeds, menuReachable }: RowProps) {
  const words = useWords();
  const formats = useFormats();
  const own = message.by.user_id === you?.user_id;
  const unseen = hushed && !own && !mayModerate(you);
  const [asWritten, setAsWritten] = useState(false);
  const translation = own || unseen ? null : translationOf(message, language);
  const shown = translation === null || asWritten ? message.text : translation;
  const segments = message.removed || unseen ? [] : segmentsOf({ ...message, text: shown }, own ? null : you);
  const named = segments.some(({ kind }) => kind === "mine");
  return (
    <div className={`chat-row${named ? " chat-row-named" : ""}${hushed ? " chat-row-hushed" : ""}`} data-testid="chat-message" data-message-id={message.id} data-removed={message.removed ?? false} data-hushed={hushed} data-named={named} title={formats.dateTime(message.at)}>
      <p>
        {timed && <span className="chat-time numbers">{clock((message.offset_ms ?? 0) / 1000)}</span>}
        <Name by={message.by} />
        {message.removed ? <em className="chat-removed" data-testid="chat-removed">{words.chat.removed}</em>
          : unseen ? <em className="chat-removed" data-testid="chat-hushed">{words.room.hushed}</em>
            : <span lang={translation === null || asWritten ? undefined : language ?? undefined} data-testid="chat-text"><MessageText segments={segments} /></span>}
        {translation !== null && language !== null && (
          <button type="button" className="chat-original" aria-pressed={asWritten} tabIndex={originalReachable ? 0 : -1} title={asWritten ? LANGUAGES[language] : message.text} onClick={() => setAsWritten(!asWritten)} data-menu data-testid="chat-original">{words.room.translation.original}</button>
        )}
      </p>
      {deeds.length > 0 && <MessageMenu name={message.by.name} reachable={menuReachable} deeds={deeds} />}
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

/** One's own message that nobody else sees yet. */
export function HeldRow({ held, you }: { held: Held; you: Speaker }) {
  const words = useWords();
  return (
    <div className="chat-row chat-row-held" data-testid="chat-held" data-message-id={held.id}>
      <p><Name by={you} />{held.text}</p>
      <p className="chat-held-note"><Icon name="clock" size={14} /><span>{words.room.held} · {words.room.heldHint}</span></p>
    </div>
  );
}

export function Name({ by }: { by: Speaker }) {
  return (
    <>
      <RoleBadge role={by.role} />
      {by.badges?.map((badge) => <span key={badge} className={`chat-badge chat-hue-${seedNumber(badge) % HUES}`} title={badge} data-testid="chat-badge"><span className="hidden-visually">{badge} </span><span aria-hidden="true">{Array.from(badge)[0]?.toUpperCase()}</span></span>)}
      <strong className={`chat-name chat-hue-${seedNumber(by.user_id) % HUES}`}>{by.name}</strong><span className="hidden-visually">: </span>
    </>
  );
}

const LOOK: Record<Exclude<Role, "viewer">, string> = { streamer: "badge-good", moderator: "badge-busy", subscriber: "chat-role-subscriber" };

function RoleBadge({ role }: { role: Role }) {
  const words = useWords();
  if (role === "viewer" || !Object.hasOwn(LOOK, role)) return null;
  return <span className={`badge chat-role ${LOOK[role]}`} data-testid={`chat-role-${role}`}>{words.chat.roles[role]}</span>;
}
