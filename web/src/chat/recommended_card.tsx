import { useEffect, useState } from "react";
import { Icon } from "../ui/icons";
import { useWords } from "../words";
import { clock } from "../words/format";
import type { ProductRecommended } from "./protocol";

const SHOWN_MS = 45_000;

/** A product that the room asks about, under the talk for a while; whoever closes it does not see this telling again. */
export function RecommendedPlace({ recommended }: { recommended: ProductRecommended | null }) {
  const [closed, setClosed] = useState(0);
  if (recommended === null || recommended.seq <= closed) return null;
  return <RecommendedCard key={recommended.seq} product={recommended} close={() => setClosed(recommended.seq)} />;
}

function RecommendedCard({ product, close }: { product: ProductRecommended; close: () => void }) {
  const { recommended: words } = useWords().social;
  useEffect(() => {
    const timer = setTimeout(close, SHOWN_MS);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for this telling: the page is drawn anew with every message
  }, [product.seq]);
  const at = product.offset_ms ?? null;
  return (
    <p className="chat-recommended" role="status" data-testid="recommended-product" data-product={product.product_id} data-offset={at ?? ""}>
      <Icon name={product.reason === "talk" ? "talk" : "people"} size={16} />
      <span><b>{product.name}</b> <span className="small soft">{words[product.reason]}{at !== null && ` · ${words.at(clock(at / 1000))}`}</span></span>
      <button type="button" className="chat-tool" onClick={close} aria-label={words.dismiss} title={words.dismiss} data-testid="recommended-dismiss"><Icon name="cross" size={16} /></button>
    </p>
  );
}
