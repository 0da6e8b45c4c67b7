import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker';
import JsonWorker from 'monaco-editor/esm/vs/language/json/json.worker.js?worker';
import GraphqlWorker from 'monaco-graphql/esm/graphql.worker.js?worker';

const WORKERS = new Map([
  ['json', JsonWorker],
  ['graphql', GraphqlWorker],
]);

/** Starts the editor's web workers from files of this build. GraphiQL's own set-up writes to the console. */
export function startOwnWorkers(): void {
  Object.assign(globalThis, {
    MonacoEnvironment: {
      globalAPI: false,
      getWorker: (_module: string, label: string) => new (WORKERS.get(label) ?? EditorWorker)(),
    },
  });
}
