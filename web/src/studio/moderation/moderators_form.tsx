import { useState } from "react";
import { useForm } from "../../account/use_form";
import { appoint, dismiss } from "../../api/moderation";
import { Field } from "../../ui/field";
import { ProblemPanel } from "../../ui/problem_panel";
import { useToast } from "../../ui/toasts";
import { useWords } from "../../words";
import { useRefreshRoom } from "./room_queries";

/** The room's moderators, by their account ids. */
export function ModeratorsForm({ roomId, moderators, streamer }: { roomId: string; moderators: string[]; streamer: boolean }) {
  const words = useWords();
  const { settings } = words.moderation;
  const say = useToast();
  const refresh = useRefreshRoom(roomId);
  const [userId, setUserId] = useState("");
  const [failure, setFailure] = useState<unknown>(null);
  const form = useForm(async () => {
    await appoint(roomId, userId.trim());
    await refresh();
    setUserId("");
    say(words.common.saved);
  }, () => ({ "/user_id": userId.trim() ? null : words.account.required }));
  const letGo = async (id: string) => {
    setFailure(null);
    try {
      await dismiss(roomId, id);
      await refresh();
      say(words.common.saved);
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <form className="panel stack" onSubmit={form.submit} noValidate data-testid="moderators-form">
      <h2>{settings.moderators}</h2>
      {moderators.length === 0 && <p className="soft">{settings.noModerators}</p>}
      <ul className="stack-tight">
        {moderators.map((id) => (
          <li key={id} className="sanctioned" data-testid="moderator">
            <code>{id}</code>
            {streamer && <button type="button" className="button button-plain button-small" onClick={() => void letGo(id)} data-testid="dismiss">{settings.dismiss}</button>}
          </li>
        ))}
      </ul>
      {failure !== null && <ProblemPanel error={failure} />}
      {streamer && (
        <Field label={settings.userId} hint={settings.moderatorsHint} value={userId} onChange={(event) => setUserId(event.target.value)} error={form.beside("/user_id")} autoComplete="off" spellCheck={false} testId="moderator-id"
          beside={<button type="submit" className="button button-main" disabled={form.busy} data-testid="appoint">{settings.appoint}</button>} />
      )}
      {form.error !== null && <ProblemPanel error={form.error} />}
    </form>
  );
}
