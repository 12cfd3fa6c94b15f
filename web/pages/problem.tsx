/** The page for an address that means nothing, or for a wish that cannot be met. */
import { type Html, Layout } from "../layout.tsx";
import type { View } from "../view.ts";

/** See the head of the file. */
export function ProblemPage({ view, message }: { readonly view: View; readonly message: string }): Html {
  return (
    <Layout view={view} title="Not found">
      <div class="card narrow">
        <div class="card-body">
          <h1>{message}.</h1>
          <p>
            <a href="/">To the executions</a>
          </p>
        </div>
      </div>
    </Layout>
  );
}
