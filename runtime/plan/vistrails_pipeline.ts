/** The digests of all modules of a pipeline, each with all that feeds it: VisTrails' subpipeline signatures. */
import { Buffer } from "node:buffer";
import type { Plan } from "./plan.ts";
import { connectionDigest, type Digest, digestOfSet, functionDigest, moduleDigest } from "./vistrails_digest.ts";

/** What a wire brings to a port. */
interface Fed {
  readonly port: string;
  readonly digest: Digest;
}

/** See the head of the file. They are computed when one is first asked for. */
export class PipelineDigests {
  readonly #plan: Plan;
  readonly #inputPorts: ReadonlyMap<number, Digest>;
  readonly #contents = new Map<number, PipelineDigests>();
  #known: readonly Digest[] | undefined;

  /** `inputPorts`: of a group's content, the digests of its InputPorts by their index, which say what feeds the group. */
  constructor(plan: Plan, inputPorts: ReadonlyMap<number, Digest> = new Map()) {
    this.#plan = plan;
    this.#inputPorts = inputPorts;
  }

  /** Of the module at an index. */
  of(index: number): Digest {
    this.#known ??= this.#compute();
    return this.#known[index];
  }

  /** Those of the content of the group or sub-workflow at an index. */
  inside(index: number): PipelineDigests {
    this.#known ??= this.#compute();
    return this.#contents.get(index)!;
  }

  #compute(): Digest[] {
    const { start, source, sourcePort, port } = this.#plan.connectors;
    const known: Digest[] = [];
    for (const index of this.#plan.order) {
      const fed: Fed[] = [];
      for (let k = start[index]; k < start[index + 1]; k++) {
        const digest = Buffer.concat([known[source[k]], connectionDigest(sourcePort[k], port[k])]);
        fed.push({ port: port[k], digest });
      }
      known[index] = digestOfSet(fed.map(({ digest }) => digest), this.#module(index, fed));
    }
    return known;
  }

  /** A group is what it has inside, too; a sub-workflow is known by its version. */
  #module(index: number, fed: readonly Fed[]): Digest {
    const given = this.#inputPorts.get(index);
    if (given !== undefined) return given;
    const own = moduleDigest(this.#plan, index);
    const inner = this.#plan.inner.get(index);
    if (inner === undefined) return own;
    const content = new PipelineDigests(inner, this.#portsInside(index, fed));
    this.#contents.set(index, content);
    if (this.#plan.pipeline.modules[index].kind === "abstraction") return own;
    return digestOfSet([own, ...Array.from(inner.sinks, (sink) => content.of(sink))]);
  }

  #portsInside(index: number, fed: readonly Fed[]): Map<number, Digest> {
    const inner = this.#plan.inner.get(index)!;
    const wires = Map.groupBy(fed, ({ port }) => port);
    const functions = Map.groupBy(this.#plan.pipeline.modules[index].functions, ({ name }) => name);
    return new Map(inner.boundary.inputs.map(({ name, index: port }) => {
      const own = moduleDigest(inner, port);
      const connected = wires.get(name);
      const written = functions.get(name);
      const digest = connected === undefined ? own : digestOfSet(connected.map(({ digest }) => digest), own);
      return [port, written === undefined ? digest : digestOfSet([digest, digestOfSet(written.map(functionDigest))])];
    }));
  }
}
