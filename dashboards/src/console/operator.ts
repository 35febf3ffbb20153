/** Who is on duty at this desk: goes into the record of every act where the server has no other name for the caller. */
const slot = 'ioc-operator';

export function operatorName(): string {
  return localStorage.getItem(slot) ?? '';
}

export function rememberOperator(name: string): void {
  localStorage.setItem(slot, name.trim());
}
