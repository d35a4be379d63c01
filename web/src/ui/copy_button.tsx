import { useWords } from "../words";
import { Icon } from "./icons";
import { useToast } from "./toasts";

/** Copies a text, or one that must be fetched first. */
export function CopyButton({ text, label, testId }: { text: string | (() => Promise<string | null>); label?: string; testId: string }) {
  const words = useWords();
  const say = useToast();
  const copy = async () => {
    const value = typeof text === "string" ? text : await text();
    if (value === null) return;
    await navigator.clipboard.writeText(value);
    say(words.common.copied);
  };
  return (
    <button type="button" className="button button-plain button-small" onClick={copy} data-testid={testId}>
      <Icon name="copy" size={16} />{label ?? words.common.copy}
    </button>
  );
}
