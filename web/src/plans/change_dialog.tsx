import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeProduct, plans as askPlans, previewChange, type Subscription } from "../api/plans";
import { amountText } from "../money/amounts";
import { Refusal } from "../money/refusal";
import { Dialog } from "../ui/dialog";
import { Choices } from "../ui/field";
import { useToast } from "../ui/toasts";
import { useSpeech } from "../words";
import { SUBSCRIPTIONS } from "./queries";

/** Another product of the same slot: its amounts first, then the change. */
export function ChangeDialog({ one, onClose }: { one: Subscription; onClose: () => void }) {
  const { words: { plans, common }, locale } = useSpeech();
  const client = useQueryClient();
  const say = useToast();
  const [product, setProduct] = useState("");
  const [keys] = useState(() => new Map<string, string>()); // one a product: however often it is pressed, it is one change
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const sold = useQuery({ queryKey: ["plans", one.region], queryFn: () => askPlans(one.region), staleTime: 600_000 });
  const preview = useQuery({ queryKey: ["mine", "preview", one.slot, product], queryFn: () => previewChange(one.slot, product), enabled: product !== "", staleTime: 0, gcTime: 0 });
  const others = (sold.data?.items ?? []).filter((offer) => offer.slot === one.slot && offer.product !== one.product);
  const told = preview.data;
  const text = (minor: number) => amountText(locale, minor, told?.currency ?? "USD");
  const change = async () => {
    setBusy(true);
    setError(null);
    try {
      const key = keys.get(product) ?? crypto.randomUUID();
      keys.set(product, key);
      const changed = await changeProduct(one.slot, product, key);
      client.setQueryData<Subscription[]>(SUBSCRIPTIONS.queryKey, (all) => all?.map((it) => (it.slot === changed.slot ? changed : it)));
      say(plans.changed);
      onClose();
      await client.invalidateQueries({ queryKey: ["mine"] });
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Dialog title={plans.changeTitle} onClose={onClose} testId="change-dialog">
      <Choices legend={plans.changePick} name="change-to" value={product} onChange={(value) => { setProduct(value); setError(null); }}
        options={others.map((offer) => ({ value: offer.product, label: plans.names[offer.product] ?? offer.name, hint: plans.monthly(amountText(locale, offer.total_minor, offer.currency)) }))} />
      {preview.isError && <Refusal error={preview.error} said={plans.refusals} />}
      {product !== "" && preview.isPending && <p className="soft" role="status">{plans.previewing}</p>}
      {told && (
        <div className="stack-tight" role="status" data-testid="change-preview" data-change={told.change} data-due={told.due_now_minor}>
          <p className="small soft">{plans.kinds[told.change]}</p>
          <dl className="sub-amounts numbers">
            <div><dt>{plans.dueNow}</dt><dd>{text(told.due_now_minor)}</dd></div>
            {told.credit_minor > 0 && <div><dt>{plans.credit}</dt><dd>{text(-told.credit_minor)}</dd></div>}
            <div><dt>{plans.then}</dt><dd>{text(told.then_minor)}</dd></div>
          </dl>
        </div>
      )}
      {error !== null && <Refusal error={error} said={plans.refusals} />}
      <div className="row">
        <button type="button" className="button button-main" disabled={busy || !told || told.change === "none"} onClick={() => void change()} data-testid="change-yes">{plans.changeYes(plans.names[product] ?? "…")}</button>
        <button type="button" className="button button-bare" onClick={onClose}>{common.cancel}</button>
      </div>
    </Dialog>
  );
}
