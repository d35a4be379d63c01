import { useQuery } from "@tanstack/react-query";
import { likeminded, myProfile, myTaste, services } from "../api/tastes";
import { useSignedIn } from "../app/session";

export const TASTE = ["mine", "taste"];
export const LISTS = ["mine", "lists"];
const PROFILE = ["mine", "taste-profile"];
const SERVICES = ["mine", "lists", "services"];

export function useTaste() {
  return useQuery({ queryKey: TASTE, queryFn: myTaste, enabled: useSignedIn() });
}

export const useProfile = () => useQuery({ queryKey: PROFILE, queryFn: myProfile, enabled: useSignedIn() });
export const useServices = () => useQuery({ queryKey: SERVICES, queryFn: services, enabled: useSignedIn(), staleTime: 60_000 });
export const useLikeminded = () => useQuery({ queryKey: ["mine", "likeminded"], queryFn: likeminded, enabled: useSignedIn(), staleTime: 300_000 });
