import type { Segment } from "./segments";

/** What was said, with its pictures; read out and copied they are their codes. */
export function MessageText({ segments }: { segments: readonly Segment[] }) {
  return segments.map(({ kind, text, url }, n) => {
    if (kind === "emote") return <img key={n} className="chat-emote" src={url} alt={text} title={text} width={28} height={28} loading="lazy" decoding="async" data-testid="chat-emote" />;
    if (kind === "mine") return <mark key={n}>{text}</mark>;
    return kind === "name" ? <b key={n} className="chat-called">{text}</b> : text;
  });
}
