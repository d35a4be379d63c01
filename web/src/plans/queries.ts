import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { mySubscriptions, plans, type Subscription } from "../api/plans";
import { useSignedIn } from "../app/session";
import { firstRegion } from "./standing";

export const SUBSCRIPTIONS = { queryKey: ["mine", "subscriptions"] };
const KEY = "madang.region";
const FIRST = "US"; // always served, and tells which others are
const LONG_MS = 600_000;
const NONE: readonly Subscription[] = [];

export function useMySubscriptions(refetchInterval: number | false = false) {
  const signedIn = useSignedIn();
  return useQuery({ ...SUBSCRIPTIONS, queryFn: mySubscriptions, enabled: signedIn, refetchInterval });
}

/** What is sold in the country that the reader chose, or in the one that is his. */
export function useOffers(wanted = true) {
  const signedIn = useSignedIn();
  const mine = useMySubscriptions();
  const [chosen, setChosen] = useState(() => localStorage.getItem(KEY));
  const known = useQuery({ queryKey: ["plans", FIRST], queryFn: () => plans(FIRST), staleTime: LONG_MS, enabled: wanted });
  const served = known.data?.regions ?? [];
  const settled = !signedIn || !mine.isPending;
  const region = chosen !== null && served.includes(chosen) ? chosen : firstRegion(navigator.languages, served, mine.data ?? NONE);
  const found = useQuery({ queryKey: ["plans", region], queryFn: () => plans(region), staleTime: LONG_MS, enabled: wanted && settled && known.isSuccess });
  const choose = (code: string) => {
    localStorage.setItem(KEY, code);
    setChosen(code);
  };
  return { region, served, choose, mine: mine.data ?? NONE, data: settled ? found.data : undefined, error: known.error ?? found.error, retry: () => (known.isError ? known.refetch() : found.refetch()) };
}
