import { useCallback, useMemo, useState, type ReactNode } from "react";
import { takeBack } from "../api/chat";
import { appoint, ban, pin, removeMessage, timeOut, unpin } from "../api/moderation";
import { Problem } from "../api/problem";
import { ReasonDialog } from "../ui/reason_dialog";
import { useToast } from "../ui/toasts";
import { useFormats, useWords } from "../words";
import type { Deed } from "./message_menu";
import { mayModerate, type Message, type Pinned, type Speaker } from "./protocol";

const TIMEOUTS = [60, 600, 3600]; // seconds

type Asked = { deed: "remove"; message: Message } | { deed: "ban"; message: Message } | { deed: "timeout"; message: Message; seconds: number };

interface Deeds {
  on: (message: Message) => readonly Deed[];
  unpin: () => void;
  /** What is being asked, if anything. */
  dialog: ReactNode;
}

/** Its own words everybody may take back; the streamer and moderators do more, and say why. */
export function useDeeds(roomId: string, you: Speaker | null | undefined, pinned: Pinned | null): Deeds {
  const words = useWords();
  const formats = useFormats();
  const say = useToast();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { moderate } = words.room;
  const pinnedId = pinned?.message_id;

  const go = useCallback((call: Promise<unknown>, done: string | null) => {
    call.then(() => (done === null ? undefined : say(done))).catch((error: unknown) => say(error instanceof Problem && error.document.detail ? error.document.detail : words.problems.unknownDetail));
  }, [say, words]);
  const takeDown = useCallback(() => go(unpin(roomId), moderate.unpinned), [go, moderate, roomId]);

  const on = useMemo(() => (message: Message): Deed[] => {
    if (!you) return [];
    const own = message.by.user_id === you.user_id;
    const back: Deed[] = own && !message.removed ? [{ key: "take-back", label: words.chat.takeBack, run: () => go(takeBack(roomId, message.id, message.seq), null) }] : [];
    if (!mayModerate(you)) return back;
    const stands = pinnedId === message.id;
    const aside: Deed = stands
      ? { key: "unpin", label: moderate.unpin, run: takeDown }
      : { key: "pin", label: moderate.pin, run: () => go(pin(roomId, message.id, message.seq), moderate.pinned) };
    const remove: Deed = { key: "remove", label: moderate.remove, run: () => setAsked({ deed: "remove", message }) };
    const person: Deed[] = own || message.by.role === "streamer" ? [] : [
      ...TIMEOUTS.map((seconds): Deed => ({ key: `timeout-${seconds}`, label: moderate.timeout(formats.span(seconds)), run: () => setAsked({ deed: "timeout", message, seconds }) })),
      ...(you.role === "streamer" && message.by.role !== "moderator" ? [{ key: "appoint", label: moderate.appoint, run: () => go(appoint(roomId, message.by.user_id), moderate.appointed(message.by.name)) }] : []),
      { key: "ban", label: moderate.ban, danger: true, run: () => setAsked({ deed: "ban", message }) },
    ];
    return [...(message.removed ? [] : [aside, ...back, ...(own ? [] : [remove])]), ...person];
  }, [you, words, moderate, formats, pinnedId, go, takeDown, roomId]);

  const dialog = asked && <AskWhy roomId={roomId} asked={asked} onClose={() => setAsked(null)} />;
  return { on, unpin: takeDown, dialog };
}

function AskWhy({ roomId, asked, onClose }: { roomId: string; asked: Asked; onClose: () => void }) {
  const words = useWords();
  const formats = useFormats();
  const say = useToast();
  const { moderate } = words.room;
  const { message: { id, seq, by } } = asked;
  const sure = { onClose, presets: moderate.presets };
  if (asked.deed === "remove") {
    const act = async (reason: string) => {
      await removeMessage(roomId, id, seq, reason);
      say(moderate.removed);
    };
    return <ReasonDialog {...sure} title={moderate.removeTitle(by.name)} text={`“${asked.message.text}”`} action={moderate.remove} act={act} testId="remove-dialog" />;
  }
  if (asked.deed === "ban") {
    const act = async (reason: string) => {
      await ban(roomId, by.user_id, reason);
      say(moderate.banned(by.name));
    };
    return <ReasonDialog {...sure} danger title={moderate.banTitle(by.name)} text={moderate.banText} action={moderate.ban} act={act} testId="ban-dialog" />;
  }
  const act = async (reason: string) => {
    await timeOut(roomId, by.user_id, asked.seconds, reason);
    say(moderate.timedOut(by.name));
  };
  const span = formats.span(asked.seconds);
  return <ReasonDialog {...sure} title={moderate.timeoutTitle(by.name, span)} action={moderate.timeout(span)} act={act} testId="timeout-dialog" />;
}
