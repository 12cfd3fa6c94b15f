/** One line of a list of facts. */
import type { Child } from "hono/jsx";
import type { Html } from "../layout.tsx";

/** See the head of the file. */
export function Fact({ name, children }: { readonly name: string; readonly children?: Child }): Html {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
