const KEY = 'sysshark.token';

/** Takes the token out of the address, so that no link and no history has it. */
export function takeToken(): void {
  const token = location.hash.slice(1);
  if (token === '') return;
  sessionStorage.setItem(KEY, token);
  history.replaceState(null, '', location.pathname + location.search);
}

/** What each request shows to the server; empty for none. */
export const token = (): string => sessionStorage.getItem(KEY) ?? '';
