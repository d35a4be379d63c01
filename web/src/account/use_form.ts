import { useState, type SubmitEvent } from "react";
import { Problem } from "../api/problem";

interface Form {
  busy: boolean;
  error: unknown;
  /** The sentence for one field: the API's own, or the page's from before sending. */
  beside: (pointer: string) => string | null;
  submit: (event: SubmitEvent<HTMLFormElement>) => Promise<void>;
}

type Checks = Record<string, string | null>;

/** One form's sending: checks first, then the call, with its problem kept for panel and fields. */
export function useForm(send: () => Promise<unknown>, checks: () => Checks = () => ({})): Form {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [found, setFound] = useState<Checks>({});
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const now = checks();
    setFound(now);
    setError(null);
    if (Object.values(now).some((sentence) => sentence !== null)) {
      requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    setBusy(true);
    try {
      await send();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const beside = (pointer: string) => found[pointer] ?? (error instanceof Problem ? error.beside(pointer) : null);
  return { busy, error, beside, submit };
}

export const looksLikeEmail = (text: string): boolean => /^\S+@\S+\.\S+$/.test(text.trim());
