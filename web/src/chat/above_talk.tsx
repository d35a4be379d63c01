import { useState } from "react";
import { Icon } from "../ui/icons";
import { useFormats, useWords } from "../words";
import { Name } from "./message_row";
import { MessageText } from "./message_text";
import type { Pinned, Rules } from "./protocol";
import { segmentsOf } from "./segments";

/** The rules that hold now; nothing where everybody may say anything. */
export function RulesBanner({ rules }: { rules: Rules }) {
  const words = useWords();
  const formats = useFormats();
  const told = words.room.rules;
  const lines = [
    rules.slow_seconds > 0 && told.slow(formats.span(rules.slow_seconds)),
    rules.audience === "followers" && told.followers,
    rules.audience === "subscribers" && told.subscribers,
    rules.links === "approval" && told.links,
  ].filter((line) => line !== false);
  if (lines.length === 0) return null;
  return (
    <ul className="chat-rules" aria-label={told.title} aria-live="polite" data-testid="chat-rules" data-slow={rules.slow_seconds} data-audience={rules.audience} data-links={rules.links}>
      {lines.map((line) => <li key={line}>{line}</li>)}
    </ul>
  );
}

/** The message that stands above the talk, in one line until it is unfolded. */
export function PinnedMessage({ pinned, unpin }: { pinned: Pinned; unpin: (() => void) | null }) {
  const { pinned: words } = useWords().room;
  const [open, setOpen] = useState(true);
  const label = open ? words.hide : words.show;
  return (
    <section className={`chat-pinned${open ? " chat-pinned-open" : ""}`} aria-label={words.title} data-testid="chat-pinned" data-message-id={pinned.message_id}>
      <Icon name="pin" size={16} />
      <p><Name by={pinned.by} /><MessageText segments={segmentsOf(pinned, null)} /></p>
      <div className="chat-pinned-tools">
        {unpin && <button type="button" className="chat-tool" onClick={unpin} aria-label={words.unpin} title={words.unpin} data-testid="chat-pinned-unpin"><Icon name="cross" size={16} /></button>}
        <button type="button" className="chat-tool" onClick={() => setOpen(!open)} aria-expanded={open} aria-label={label} title={label} data-testid="chat-pinned-toggle"><Icon name="fold" size={16} /></button>
      </div>
    </section>
  );
}
