/** What wires begin at, as objects: outputs of modules, made when a script asks for them. */

/** An output of a module: what a `Ref` is at run time. `maker` built the module: each workflow and group has its own. */
export class Output {
  constructor(readonly maker: object, readonly module: number, readonly port: string) {}
}

/** What `merge` returns. */
export class MergedOutputs {
  constructor(readonly outputs: readonly Output[]) {}
}

/** What `add` returns. Its subclasses have a getter per output port, so that a module costs one small object. */
export class AddedModule {
  readonly #id: number;

  constructor(id: number) {
    this.#id = id;
  }

  /** The class for modules with these output ports; `self` is the module itself. */
  static withOutputs(maker: object, ports: readonly string[]): new (id: number) => AddedModule {
    const Added = class extends AddedModule {};
    for (const port of [...ports, "self"]) {
      Object.defineProperty(Added.prototype, port, {
        get(this: AddedModule): Output {
          return new Output(maker, this.#id, port);
        },
      });
    }
    return Added;
  }
}

/** A value that an author gave, as errors show it. */
export function shown(value: unknown): string {
  if (value instanceof AddedModule) return "a whole module";
  if (value instanceof Output) return `the output ${value.port} of a module`;
  if (value instanceof MergedOutputs) return "merged outputs";
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "function") return "a function";
  return typeof value === "object" && value !== null ? (Array.isArray(value) ? "a list" : "an object") : String(value);
}
