import type { BrowserKey } from './browserKey'

const NAME = 'handrail-approver-keys'
const STORE = 'keys'

/** The key kept under a place (`<application>/<environment>`), if there is one. */
export async function readKey(place: string): Promise<BrowserKey | undefined> {
  return run('readonly', (store) => store.get(place) as IDBRequest<BrowserKey | undefined>)
}

/** Keep a key; the browser stores it as an object, its private part stays unreadable. */
export async function keepKey(place: string, key: BrowserKey): Promise<void> {
  await run('readwrite', (store) => store.add(key, place))
}

async function run<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open()
  try {
    return await new Promise((resolve, reject) => {
      const request = ask(database.transaction(STORE, mode).objectStore(STORE))
      request.onsuccess = () => {
        resolve(request.result)
      }
      request.onerror = () => {
        reject(request.error ?? new Error('the browser does not keep keys'))
      }
    })
  } finally {
    database.close()
  }
}

async function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE)
    }
    request.onsuccess = () => {
      resolve(request.result)
    }
    request.onerror = () => {
      reject(request.error ?? new Error('the browser does not keep keys'))
    }
  })
}
