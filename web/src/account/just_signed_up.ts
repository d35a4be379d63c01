// Between sign-up and the code the password waits here, in memory, so that confirming also signs in. A reload forgets it.
let waiting: { email: string; password: string } | null = null;

export function keepForConfirmation(email: string, password: string): void {
  waiting = { email, password };
}

export function takePasswordOf(email: string): string | null {
  const password = waiting?.email === email ? waiting.password : null;
  if (password !== null) waiting = null;
  return password;
}
