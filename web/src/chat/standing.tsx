import { useId, useState } from "react";
import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useForm } from "../account/use_form";
import { appeal, type Action, type Standing } from "../api/moderation";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icons";
import { ProblemPanel } from "../ui/problem_panel";
import { useFormats, useWords } from "../words";

const APPEALABLE = ["ban", "timeout", "remove", "reject"];
const LONGEST = 1000; // characters of an appeal

type Asked = Pick<UseQueryResult<Standing>, "data" | "error" | "isError" | "refetch">;

/** In place of the talk, for who may not come in: why, and what can be done about it. */
export function BannedScreen({ roomId, standing, comeIn }: { roomId: string; standing: Asked; comeIn: () => void }) {
  const words = useWords().room.standing;
  const elsewhere = standing.data?.banned === false;
  const where = (standing.data?.banned_in ?? []).map(({ name }) => name);
  return (
    <div className="chat-banned" data-testid="chat-banned">
      <Icon name="ban" size={40} />
      <h3>{words.banned}</h3>
      <p className="soft">{elsewhere ? words.bannedElsewhere(where.join(", ")) : words.bannedHint}</p>
      {elsewhere && <button type="button" className="button button-plain button-small" onClick={comeIn} data-testid="chat-come-in">{words.again}</button>}
      <Actions roomId={roomId} standing={standing} only={elsewhere ? [] : ["ban"]} />
    </div>
  );
}

export function StandingDialog({ roomId, standing, onClose }: { roomId: string; standing: Asked; onClose: () => void }) {
  const words = useWords();
  return (
    <Dialog title={words.room.standing.title} onClose={onClose} testId="standing-dialog">
      <Actions roomId={roomId} standing={standing} only={APPEALABLE} />
      <div><button type="button" className="button button-plain" onClick={onClose} data-testid="standing-close">{words.common.close}</button></div>
    </Dialog>
  );
}

/** Actions against the reader of the given kinds, the newest first. */
function Actions({ roomId, standing, only }: { roomId: string; standing: Asked; only: readonly string[] }) {
  const words = useWords().room.standing;
  const items = (standing.data?.actions ?? []).filter((one) => only.includes(one.kind)).slice(0, 10);
  if (standing.isError && !standing.data) return <ProblemPanel error={standing.error} retry={standing.refetch} />;
  if (!standing.data) return <div className="skeleton chat-standing-place" />;
  if (items.length === 0) return only.length > 0 ? <p className="soft">{words.none}</p> : null;
  return <ul className="stack-tight chat-actions">{items.map((one) => <ActionCard key={one.id} roomId={roomId} action={one} />)}</ul>;
}

function ActionCard({ roomId, action }: { roomId: string; action: Action }) {
  const words = useWords().room.standing;
  const formats = useFormats();
  const said = saidIn(action);
  return (
    <li className="chat-action" data-testid="standing-action" data-kind={action.kind} data-undone={action.undone_by !== null} data-appeal={action.appeal?.state ?? "none"}>
      <div className="spread">
        <strong>{words.kinds[action.kind] ?? action.kind}{action.undone_by !== null && <span className="badge badge-good chat-undone">{words.undone}</span>}</strong>
        <span className="small faint">{formats.dateTime(action.at)}</span>
      </div>
      {action.reason !== "" && <p data-testid="standing-reason">{action.reason}</p>}
      {said !== null && <p className="small soft">{words.said}: “{said}”</p>}
      {action.appeal ? (
        <div className="chat-appeal" data-testid="appeal-state">
          <p className="small soft">“{action.appeal.text}”</p>
          <p className="small"><strong>{words.appealStates[action.appeal.state]}</strong></p>
          {action.appeal.answer !== null && <p className="small" data-testid="appeal-answer">{words.answer}: {action.appeal.answer}</p>}
        </div>
      ) : action.undone_by === null && <AppealForm roomId={roomId} action={action} />}
    </li>
  );
}

/** The words that were taken back or refused, where the action knows them. */
function saidIn({ kind, before }: Action): string | null {
  if (kind === "remove" && typeof before === "string") return before;
  return kind === "reject" && typeof before === "object" && before !== null && "text" in before ? String(before.text) : null;
}

function AppealForm({ roomId, action }: { roomId: string; action: Action }) {
  const words = useWords();
  const told = words.room.standing;
  const id = useId();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const form = useForm(async () => {
    try {
      await appeal(roomId, action.id, text.trim());
    } finally {
      await client.invalidateQueries({ queryKey: ["mine", "standing", roomId] });
    }
  }, () => ({ "/text": text.trim() ? null : words.account.required }));
  if (!open) return <div><button type="button" className="button button-plain button-small" onClick={() => setOpen(true)} data-testid="appeal-open">{told.appeal}</button></div>;
  const error = form.beside("/text");
  return (
    <form className="stack-tight" onSubmit={form.submit} noValidate>
      <div className="field">
        <label htmlFor={id}>{told.appealText}</label>
        <textarea id={id} className="input" rows={3} maxLength={LONGEST} value={text} onChange={(event) => setText(event.target.value)} aria-describedby={`${id}-hint`} aria-invalid={error ? true : undefined} data-testid="appeal-text" />
        <p className="field-hint" id={`${id}-hint`}>{told.appealHint}</p>
        {error && <p className="field-error" role="alert">{error}</p>}
      </div>
      {form.error !== null && <ProblemPanel error={form.error} shown={["/text"]} />}
      <div className="row">
        <button type="submit" className="button button-main button-small" disabled={form.busy} data-testid="appeal-send">{told.appealSend}</button>
        <button type="button" className="button button-bare button-small" onClick={() => setOpen(false)}>{words.common.cancel}</button>
      </div>
    </form>
  );
}
