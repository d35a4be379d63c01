import { useId, useState } from "react";
import { useForm } from "../../account/use_form";
import { followBans, shareBans, type RoomSettings } from "../../api/moderation";
import { CopyButton } from "../../ui/copy_button";
import { ProblemPanel } from "../../ui/problem_panel";
import { useToast } from "../../ui/toasts";
import { useWords } from "../../words";
import { linesOf } from "./lines";
import { useRefreshRoom } from "./room_queries";

const MOST_LISTS = 5;

/** Whether others may follow this room's bans, and whose bans hold here. */
export function SharingForm({ roomId, settings: given, streamer }: { roomId: string; settings: RoomSettings; streamer: boolean }) {
  const words = useWords();
  const { settings } = words.moderation;
  const id = useId();
  const say = useToast();
  const refresh = useRefreshRoom(roomId);
  const [shared, setShared] = useState(given.shares_bans);
  const [text, setText] = useState(given.ban_lists.join("\n"));
  const lists = linesOf(text);
  const form = useForm(async () => {
    try {
      if (shared !== given.shares_bans) await shareBans(roomId, shared);
      if (lists.join("\n") !== given.ban_lists.join("\n")) await followBans(roomId, lists);
    } finally {
      await refresh(); // one of the two may have succeeded
    }
    say(words.common.saved);
  }, () => ({ "/rooms": lists.length <= MOST_LISTS ? null : settings.tooMany }));
  const error = form.beside("/rooms");
  return (
    <form className="panel stack" onSubmit={form.submit} noValidate data-testid="sharing-form">
      <h2>{settings.sharing}</h2>
      <label className="check"><input type="checkbox" checked={shared} disabled={!streamer} onChange={(event) => setShared(event.target.checked)} data-testid="share-bans" /><span>{settings.shared}</span></label>
      {shared && <p className="row small"><span className="soft">{settings.thisRoom}</span><code>{roomId}</code><CopyButton text={roomId} testId="copy-room-id" /></p>}
      <div className="field">
        <label htmlFor={id}>{settings.follow}</label>
        <textarea id={id} className="input" rows={2} value={text} disabled={!streamer} onChange={(event) => setText(event.target.value)} aria-describedby={`${id}-hint`} aria-invalid={error ? true : undefined} spellCheck={false} data-testid="ban-lists" />
        <p className="field-hint" id={`${id}-hint`}>{settings.followHint}</p>
        {error && <p className="field-error" role="alert">{error}</p>}
      </div>
      {form.error !== null && <ProblemPanel error={form.error} shown={["/rooms"]} />}
      {streamer && <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="sharing-save">{words.common.save}</button></div>}
    </form>
  );
}
