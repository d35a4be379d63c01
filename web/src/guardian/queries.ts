import { useQuery } from "@tanstack/react-query";
import { guardianRequests, myAge, myMinors } from "../api/guardians";
import { isProblem } from "../api/problem";
import { useSignedIn } from "../app/session";

export const AGE = ["mine", "age"];
export const REQUESTS = ["mine", "guardian-requests"];
export const MINORS = ["mine", "minors"];
export const GIVEN = ["mine", "guarded-donations"];
const TRIES = 10;
const PAUSE_MS = 1000;

export function useAge() {
  const signedIn = useSignedIn();
  return useQuery({ queryKey: AGE, queryFn: myAge, enabled: signedIn });
}

export const useRequests = (enabled: boolean) => useQuery({ queryKey: REQUESTS, queryFn: guardianRequests, enabled });
export const useMinors = (enabled: boolean) => useQuery({ queryKey: MINORS, queryFn: myMinors, enabled });

/** Money hears of an age a moment after it was told: a payment that comes sooner is tried again. */
export async function patiently<Value>(pay: () => Promise<Value>, pause = PAUSE_MS): Promise<Value> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await pay();
    } catch (failure) {
      if (left <= 1 || !isProblem(failure, "age_needed")) throw failure;
      await new Promise((done) => setTimeout(done, pause));
    }
  }
}
