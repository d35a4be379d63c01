import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useForm } from "../../account/use_form";
import { allEmotes, deleteEmote, type EmoteAudience, type EmoteDraft } from "../../api/social";
import { Confirm } from "../../ui/confirm";
import { Choices, Field } from "../../ui/field";
import { ProblemPanel } from "../../ui/problem_panel";
import { useToast } from "../../ui/toasts";
import { useWords } from "../../words";
import { codeFrom, isCode, problemOfFile, sendEmote } from "./emote_upload";

const LOOK_MS = 1500; // while one is being checked
const MOST = 50;

/** The room's emotes: adding, what became of it, taking away. By the streamer. */
export function Emotes({ roomId }: { roomId: string }) {
  const { emotes: words } = useWords().social;
  const client = useQueryClient();
  const key = ["mine", "room", roomId, "emotes"];
  const list = useQuery({ queryKey: key, queryFn: () => allEmotes(roomId), staleTime: 0, refetchInterval: (query) => (query.state.data?.some(({ state }) => state === "checking") ? LOOK_MS : false) });
  const [going, setGoing] = useState<EmoteDraft | null>(null);
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: key });
    await client.invalidateQueries({ queryKey: ["emotes", roomId] });
  };
  const items = list.data ?? [];
  return (
    <div className="moderation-forms">
      <AddForm roomId={roomId} refresh={refresh} />
      <section className="stack" aria-labelledby="emotes">
        <div className="spread"><h2 id="emotes">{words.title}</h2><span className="small faint numbers">{words.count(items.length, MOST)}</span></div>
        {list.isError && <ProblemPanel error={list.error} retry={list.refetch} />}
        {list.isSuccess && items.length === 0 && <div className="empty" data-testid="emotes-empty"><h3>{words.none}</h3></div>}
        <ul className="emotes-list" data-testid="emotes-list">
          {items.map((emote) => (
            <li key={emote.code} className="emote-row" data-testid="emote" data-code={emote.code} data-state={emote.state}>
              {emote.url === null ? <span className="emote-blank" /> : <img src={emote.url} alt="" width={40} height={40} />}
              <p><strong>:{emote.code}:</strong><br /><span className="small soft">{emote.state === "refused" ? words.reasons[emote.reason] ?? emote.reason : emote.state === "ready" ? words.audiences[emote.audience] : words.states[emote.state]}</span></p>
              <button type="button" className="button button-plain button-small" onClick={() => setGoing(emote)} aria-label={words.deleteLabel(emote.code)} data-testid="emote-delete">{words.delete}</button>
            </li>
          ))}
        </ul>
      </section>
      {going && <Confirm title={words.deleteTitle(going.code)} text={words.deleteText} action={words.delete} onConfirm={async () => { await deleteEmote(roomId, going.code); await refresh(); }} onClose={() => setGoing(null)} testId="emote-delete-dialog" />}
    </div>
  );
}

function AddForm({ roomId, refresh }: { roomId: string; refresh: () => Promise<void> }) {
  const words = useWords();
  const { emotes } = words.social;
  const say = useToast();
  const picker = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [code, setCode] = useState("");
  const [audience, setAudience] = useState<EmoteAudience>("everyone");
  const form = useForm(async () => {
    if (file === null) return;
    await sendEmote(roomId, file, code.trim(), audience);
    await refresh();
    setFile(null);
    setCode("");
    if (picker.current) picker.current.value = "";
    say(emotes.sent);
  }, () => ({ "/file": file === null ? emotes.needFile : emotes.files[problemOfFile(file) ?? ""] ?? null, "/code": isCode(code.trim()) ? null : emotes.codeHint }));
  const wrongFile = form.beside("/file");
  const choose = (chosen: File | null) => {
    setFile(chosen);
    if (chosen && code === "") setCode(codeFrom(chosen.name));
  };
  return (
    <form className="panel stack" onSubmit={form.submit} noValidate data-testid="emote-form">
      <h2>{emotes.add}</h2>
      <label className="field">
        <span className="legend">{emotes.file}</span>
        <input ref={picker} type="file" className="input" accept="image/png,image/webp" onChange={(event) => choose(event.target.files?.[0] ?? null)} aria-invalid={wrongFile ? true : undefined} data-testid="emote-file" />
        <span className="field-hint">{emotes.fileHint}</span>
        {wrongFile && <span className="field-error" role="alert" data-testid="emote-file-error">{wrongFile}</span>}
      </label>
      <Field label={emotes.code} hint={emotes.codeHint} maxLength={20} value={code} onChange={(event) => setCode(event.target.value)} error={form.beside("/code")} autoComplete="off" spellCheck={false} testId="emote-code" />
      <Choices legend={emotes.audience} name="emote-audience" value={audience} onChange={setAudience}
        options={[{ value: "everyone", label: emotes.audiences.everyone }, { value: "subscribers", label: emotes.audiences.subscribers }]} />
      {form.error !== null && <ProblemPanel error={form.error} shown={["/code"]} />}
      <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="emote-add">{emotes.add}</button></div>
    </form>
  );
}
