// Development only.
import { randomUUID } from "node:crypto";
import { Refusal, type Ask, type Router } from "./http.ts";
import { TERMS, access, newId, people, refresh, type Person } from "./world.ts";

const ACCESS_SECONDS = 300;
const CODE = "123456";

export function userOf(token: string): string | null {
  const found = access.get(token);
  return found && found.until > Date.now() ? found.user : null;
}

export function caller(ask: Ask): Person {
  const person = ask.user ? people.get(ask.user) : undefined;
  if (!person) throw new Refusal(401, "unauthorized", "Unauthorized", "Sign in first.");
  return person;
}

function tokens(person: Person) {
  const token = randomUUID();
  const renewal = randomUUID();
  access.set(token, { user: person.id, until: Date.now() + ACCESS_SECONDS * 1000 });
  refresh.set(renewal, person.id);
  return { access_token: token, refresh_token: renewal, expires_in: ACCESS_SECONDS, token_type: "Bearer" };
}

const view = (person: Person) => ({ user_id: person.id, email: person.email, display_name: person.name, locale: person.locale, groups: person.groups, terms_version: TERMS.version, terms_accepted_at: "2026-11-01T09:00:00Z" });
const byEmail = (email: unknown) => [...people.values()].find((person) => person.email === email);

export function identity(router: Router): void {
  router.on("GET", "/v1/terms", () => ({ body: TERMS }));
  router.on("POST", "/v1/sign-up", ({ body }) => {
    if (byEmail(body.email)) throw new Refusal(409, "email_taken", "이미 쓰이는 이메일입니다", "이 이메일로 가입한 계정이 있습니다. 로그인해 보세요.", [{ pointer: "/email", detail: "이미 가입된 이메일입니다." }]);
    const id = newId("u");
    people.set(id, { id, email: String(body.email), password: String(body.password), name: String(body.display_name), locale: body.locale === "en" ? "en" : "ko", groups: ["viewer"], confirmed: false, signedInAt: 0 });
    return { status: 201, body: { user_id: id, code_sent_to: String(body.email).replace(/^(.).*@/, "$1***@") } };
  });
  router.on("POST", "/v1/sign-up/confirm", ({ body }) => {
    const person = byEmail(body.email);
    if (!person || body.code !== CODE) throw new Refusal(400, "code_mismatch", "인증번호가 맞지 않습니다", "메일을 다시 확인하거나 새 번호를 받으세요.", [{ pointer: "/code", detail: "맞지 않는 번호입니다." }]);
    person.confirmed = true;
    return {};
  });
  router.on("POST", "/v1/sign-up/resend-code", () => ({}));
  router.on("POST", "/v1/sign-in", ({ body }) => {
    const person = byEmail(body.email);
    if (person === undefined || person.password !== body.password) throw new Refusal(401, "wrong_credentials", "로그인하지 못했습니다", "이메일이나 비밀번호가 맞지 않습니다.");
    if (!person.confirmed) throw new Refusal(403, "user_not_confirmed", "인증이 끝나지 않았습니다", "메일로 받은 인증번호를 입력하세요.");
    person.signedInAt = Date.now();
    return { body: tokens(person) };
  });
  router.on("POST", "/v1/sign-in/refresh", ({ body }) => {
    const token = String(body.refresh_token);
    const person = people.get(refresh.get(token) ?? "");
    if (!person) throw new Refusal(401, "refresh_reused", "Unauthorized", "The session is over.");
    refresh.delete(token);
    return { body: tokens(person) };
  });
  router.on("POST", "/v1/sign-out", ({ body }) => {
    refresh.delete(String(body.refresh_token));
    return {};
  });
  router.on("GET", "/v1/me", (ask) => ({ body: view(caller(ask)) }));
  router.on("PATCH", "/v1/me", (ask) => {
    const person = caller(ask);
    if (typeof ask.body.display_name === "string") person.name = ask.body.display_name;
    person.locale = ask.body.locale === "en" ? "en" : "ko";
    return { body: view(person) };
  });
  router.on("POST", "/v1/me/roles/streamer", (ask) => {
    const person = caller(ask);
    person.groups = [...new Set([...person.groups, "streamer"])];
    return { body: view(person) };
  });
}
