import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { useForm } from "../account/use_form";
import type { TitleDetail } from "../api/contract";
import { changeTitle, deleteTitle, title } from "../api/titles";
import { Thumbnail } from "../home/thumbnail";
import { Confirm } from "../ui/confirm";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { ProblemPanel } from "../ui/problem_panel";
import { useFormats, useWords } from "../words";
import { clock } from "../words/format";
import { reasonOf } from "../words/reasons";
import { STATE_LOOK } from "./state_look";

export function LibraryRow({ item, refresh }: { item: TitleDetail; refresh: () => void }) {
  const words = useWords();
  const formats = useFormats();
  const [asking, setAsking] = useState<"edit" | "delete" | null>(null);
  const close = () => setAsking(null);
  const remove = async () => {
    await deleteTitle(item.id);
    refresh();
  };
  return (
    <li className="library-row" data-testid="library-row" data-title-id={item.id} data-state={item.state}>
      <Link href={`/watch/${item.id}`} className="library-picture" tabIndex={-1} aria-hidden="true"><Thumbnail url={item.thumbnail_url} seed={item.id} /></Link>
      <div className="stack-tight library-text">
        <Link href={`/watch/${item.id}`} className="library-name">{item.name || words.common.untitled}</Link>
        <p className="small soft row">
          <span className={`badge ${STATE_LOOK[item.state]}`} data-testid="title-state">{words.library.states[item.state]}</span>
          <span>{words.home.kinds[item.type]}</span>
          {item.duration_seconds !== null && <span className="numbers">{clock(item.duration_seconds)}</span>}
          {item.published_at && <span>{formats.dateTime(item.published_at)}</span>}
        </p>
        {item.state === "processing" && <Working percent={item.progress_percent} />}
        {item.state === "failed" && <p className="field-error" data-testid="title-reason">{reasonOf(words, item)}</p>}
        {item.note && <p className="small soft">{item.note}</p>}
      </div>
      <div className="row library-tools">
        <button type="button" className="button button-plain button-small" onClick={() => setAsking("edit")} data-testid="edit-title" aria-label={`${words.library.edit}: ${item.name}`}>{words.library.edit}</button>
        <button type="button" className="button button-danger button-small" onClick={() => setAsking("delete")} data-testid="delete-title" aria-label={`${words.common.delete}: ${item.name}`}>{words.common.delete}</button>
      </div>
      {asking === "edit" && <Edit id={item.id} close={close} refresh={refresh} />}
      {asking === "delete" && <Confirm title={words.library.deleteTitle(item.name)} text={words.library.deleteText} action={words.common.delete} onConfirm={remove} onClose={close} testId="delete-title-dialog" />}
    </li>
  );
}

function Working({ percent }: { percent: number }) {
  const words = useWords();
  return <div className="progress" role="progressbar" aria-label={words.watch.progress} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}><span style={{ width: `${percent}%` }} /></div>;
}

function Edit({ id, close, refresh }: { id: string; close: () => void; refresh: () => void }) {
  const words = useWords();
  const current = useQuery({ queryKey: ["title", id], queryFn: () => title(id) });
  return (
    <Dialog title={words.library.edit} onClose={close} testId="edit-title-dialog">
      {current.isPending && <div className="skeleton channel-row-place" />}
      {current.isError && <ProblemPanel error={current.error} retry={current.refetch} />}
      {current.data && <EditForm title={current.data} close={close} refresh={refresh} />}
    </Dialog>
  );
}

function EditForm({ title: before, close, refresh }: { title: TitleDetail; close: () => void; refresh: () => void }) {
  const words = useWords();
  const client = useQueryClient();
  const [name, setName] = useState(before.name);
  const [description, setDescription] = useState(before.description);
  const form = useForm(async () => {
    await changeTitle(before.id, { name: name.trim(), description });
    await client.invalidateQueries({ queryKey: ["title", before.id] });
    refresh();
    close();
  }, () => ({ "/name": name.trim() ? null : words.account.required }));
  return (
    <form className="stack" onSubmit={form.submit} noValidate>
      {form.error !== null && <ProblemPanel error={form.error} shown={["/name"]} />}
      <Field label={words.library.name} maxLength={120} value={name} onChange={(event) => setName(event.target.value)} error={form.beside("/name")} testId="title-name" />
      <label className="field"><span className="legend">{words.library.description}</span><textarea className="input" rows={4} maxLength={5000} value={description} onChange={(event) => setDescription(event.target.value)} data-testid="title-description" /></label>
      <div className="row">
        <button type="submit" className="button button-main" disabled={form.busy} data-testid="save-title">{words.common.save}</button>
        <button type="button" className="button button-plain" onClick={close}>{words.common.cancel}</button>
      </div>
    </form>
  );
}
