import { useSyncExternalStore } from 'react';
import type { Account } from '@/lib/api/types';
import { useAccounts } from '@/lib/endpoints/get-accounts';

const KEY = 'nexus.account';
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Trade on this account from now on, in this browser. */
export function chooseAccount(accountId: string): void {
  localStorage.setItem(KEY, accountId);
  listeners.forEach((listener) => listener());
}

/** Pick the chosen account, else the default one that is still linked, else the first. */
export function pickAccount(accounts: Account[], chosenId: string | null): Account | undefined {
  return (
    accounts.find((account) => account.id === chosenId) ??
    accounts.find(({ is_default, status }) => is_default && status !== 'unlinked') ??
    accounts[0]
  );
}

export function useCurrentAccount(): Account | undefined {
  const chosenId = useSyncExternalStore(subscribe, () => localStorage.getItem(KEY));
  const { data } = useAccounts();
  return data && pickAccount(data, chosenId);
}
