import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { accounts, decide, type Adjustment } from "../api/office";
import { useMe } from "../app/session";
import { amountText } from "../money/amounts";
import { ReasonDialog } from "../ui/reason_dialog";
import { useToast } from "../ui/toasts";
import { useSpeech } from "../words";
import { TablePlace } from "./table_place";
import { Who } from "./who";

const LOOKS = { requested: "badge-busy", approved: "badge-good", rejected: "badge-bad" } as const;

/** One correction: its lines, who asked and who decided; decided here by somebody else of finance. */
export function AdjustmentCard({ one, finance }: { one: Adjustment; finance: boolean }) {
  const { words: { office }, formats, locale } = useSpeech();
  const { adjustments: said, journal, balance } = office;
  const client = useQueryClient();
  const say = useToast();
  const me = useMe().data?.value.user_id;
  const [asked, setAsked] = useState<"approve" | "reject" | null>(null);
  const chart = useQuery({ queryKey: ["mine", "office", "accounts"], queryFn: accounts, staleTime: Infinity });
  const own = one.requested_by === me;
  const act = async (reason: string) => {
    await decide(one.id, asked === "approve", reason);
    say(asked === "approve" ? said.approved : said.rejected);
    await client.invalidateQueries({ queryKey: ["mine", "office"] });
  };
  return (
    <li className="entry" data-testid="adjustment" data-id={one.id} data-state={one.state} data-own={own}>
      <p className="row"><span className={`badge ${LOOKS[one.state]}`}>{said.states[one.state]}</span><strong>{formats.day(one.day)}</strong><span>{one.reason}</span></p>
      <TablePlace label={one.reason} testId="adjustment-lines">
        <thead><tr><th scope="col">{balance.account}</th><th scope="col">{journal.party}</th><th scope="col" className="money-cell">{journal.debit}</th><th scope="col" className="money-cell">{journal.credit}</th></tr></thead>
        <tbody>{one.lines.map((line, n) => <tr key={n}><th scope="row"><span className="numbers soft">{line.account}</span> {chart.data?.find((it) => it.code === line.account)?.name}</th><td><code className="small">{line.party_type ? `${line.party_type}/${line.party_id ?? ""}` : ""}</code></td><td className="money-cell numbers">{line.amount > 0 ? amountText(locale, line.amount, one.currency) : ""}</td><td className="money-cell numbers">{line.amount < 0 ? amountText(locale, -line.amount, one.currency) : ""}</td></tr>)}</tbody>
      </TablePlace>
      <p className="small soft"><Who id={one.requested_by} />, {formats.dateTime(one.requested_at)}{one.decided_by !== null && one.decided_at !== null && <> · {said.states[one.state]}: <Who id={one.decided_by} />, {formats.dateTime(one.decided_at)}</>}</p>
      {one.state === "requested" && finance && own && <p className="notice small" data-testid="own-adjustment">{said.own}</p>}
      {one.state === "requested" && finance && !own && (
        <div className="row">
          <button type="button" className="button button-main button-small" onClick={() => setAsked("approve")} data-testid="approve">{said.approve}</button>
          <button type="button" className="button button-danger button-small" onClick={() => setAsked("reject")} data-testid="reject">{said.reject}</button>
        </div>
      )}
      {asked && <ReasonDialog title={asked === "approve" ? said.approveTitle : said.rejectTitle} action={asked === "approve" ? said.approve : said.reject} danger={asked === "reject"} presets={asked === "approve" ? said.approvePresets : said.rejectPresets} act={act} onClose={() => setAsked(null)} testId={`${asked}-dialog`} />}
    </li>
  );
}
