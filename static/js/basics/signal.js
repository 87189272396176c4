/** A signal: listeners are added once, and each is told of every change until it is taken off. */

/**
 * @template [T=any]
 * @returns {{on: (listener: (value: T) => void) => () => void, emit: (value?: any) => void}}
 */
export function createSignal() {
  /** @type {Set<(value: T) => void>} */
  const listeners = new Set();
  return {
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    emit(value) {
      for (const listener of [...listeners]) listener(value);
    },
  };
}
