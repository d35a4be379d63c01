import { useState } from "react";
import { useForm } from "../../account/use_form";
import { correctTags, dropCorrection, readTags, type Tags } from "../../api/lists_office";
import type { Kind } from "../../api/tastes";
import { Refusal } from "../../money/refusal";
import { Choices, Field } from "../../ui/field";
import { useSpeech } from "../../words";
import { SHORTEST_REASON } from "../close_dialog";
import { TablePlace } from "../table_place";

const KINDS = ["title", "channel", "product"] as const;
const MOST_GENRES = 8;

/** What an item is about, how sure that is and why; a person's word on it stays, whatever is told later. */
export function TagsPanel() {
  const { words: { lists: { tags: said, kinds, refusals } } } = useSpeech();
  const [kind, setKind] = useState<Kind>("title");
  const [id, setId] = useState("");
  const [found, setFound] = useState<Tags | null>(null);
  const form = useForm(async () => setFound(await readTags(kind, id.trim())), () => ({ "/id": id.trim() === "" ? said.idBad : null }));
  return (
    <section className="panel stack" aria-labelledby="item-tags" data-testid="item-tags">
      <h2 id="item-tags">{said.title}</h2>
      <form className="stack-tight" noValidate onSubmit={form.submit}>
        <Choices legend={said.of} name="tags-kind" value={kind} onChange={setKind} options={KINDS.map((value) => ({ value, label: kinds[value] ?? value }))} />
        <Field label={said.id} value={id} onChange={(event) => setId(event.target.value)} error={form.beside("/id")} autoComplete="off" testId="tags-id" />
        {form.error !== null && <Refusal error={form.error} said={refusals} />}
        <div><button type="submit" className="button button-plain" disabled={form.busy} data-testid="tags-read">{said.read}</button></div>
      </form>
      {found && <Corrected key={`${found.kind} ${found.item_id} ${found.corrected_at ?? ""}`} found={found} changed={setFound} />}
    </section>
  );
}

function Corrected({ found, changed }: { found: Tags; changed: (now: Tags) => void }) {
  const { words: { lists: { tags: said, refusals }, office }, formats, locale } = useSpeech();
  const [genres, setGenres] = useState(found.genres.join(", "));
  const [reason, setReason] = useState("");
  const wanted = [...new Set(genres.split(",").map((one) => one.trim()).filter((one) => one !== ""))];
  const form = useForm(
    async () => changed(await correctTags(found.kind, found.item_id, wanted, reason.trim())),
    () => ({ "/genres": wanted.length > MOST_GENRES ? said.genresBad : null, "/reason": reason.trim().length >= SHORTEST_REASON ? null : office.reasonBad }),
  );
  const back = useForm(async () => changed(await dropCorrection(found.kind, found.item_id)), () => ({}));
  return (
    <div className="stack-tight">
      <h3>{found.name}</h3>
      <TablePlace label={said.title} testId="tags-table">
        <thead><tr><th scope="col">{said.tag}</th><th scope="col" className="money-cell">{said.confidence}</th><th scope="col">{said.source}</th></tr></thead>
        <tbody>{found.tags.map((one) => <tr key={one.name} data-testid="tag"><th scope="row">{one.name}</th><td className="money-cell numbers">{one.confidence.toLocaleString(locale, { style: "percent" })}</td><td>{one.source}</td></tr>)}</tbody>
      </TablePlace>
      {found.corrected_at !== null && (
        <form className="notice spread" noValidate onSubmit={back.submit} data-testid="tags-corrected">
          {said.corrected(formats.dateTime(found.corrected_at))}
          <button type="submit" className="button button-bare button-small" disabled={back.busy} data-testid="tags-drop">{said.drop}</button>
          {back.error !== null && <Refusal error={back.error} said={refusals} />}
        </form>
      )}
      <form className="stack-tight" noValidate onSubmit={form.submit}>
        <Field label={said.genres} hint={said.genresHint} value={genres} onChange={(event) => setGenres(event.target.value)} error={form.beside("/genres")} autoComplete="off" testId="tags-genres" />
        <Field label={office.reason} hint={office.reasonHint} value={reason} onChange={(event) => setReason(event.target.value)} error={form.beside("/reason")} autoComplete="off" maxLength={500} testId="tags-reason" />
        {form.error !== null && <Refusal error={form.error} said={refusals} />}
        <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="tags-save">{said.save}</button></div>
      </form>
    </div>
  );
}
