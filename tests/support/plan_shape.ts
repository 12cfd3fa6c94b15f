/** What a plan is, whatever its modules are numbered: two plans that run the same have the same shape. */
import { currentIdentifier } from "../../runtime/pipeline/registry.ts";
import type { Plan } from "../../runtime/plan/plan.ts";
import { encodeJson } from "../../runtime/python/encode.ts";

/** Gives equal plans the same lists of numbers; one object for the plans to be compared. */
export class PlanShapes {
  readonly #known = new Map<string, number>();

  /** A number for each module, which tells it with all that feeds it; sorted. */
  of(plan: Plan): readonly number[] {
    const numbers = new Map<number, number>();
    for (const index of plan.order) {
      numbers.set(index, this.#numberOf(JSON.stringify(this.#module(plan, index, numbers))));
    }
    return [...numbers.values()].sort((a, b) => a - b);
  }

  /** What a number stands for, for messages. */
  text(number: number): string {
    return [...this.#known.keys()][number];
  }

  #module(plan: Plan, index: number, numbers: ReadonlyMap<number, number>): unknown {
    const { package: identifier, namespace, name, controlParameters } = plan.pipeline.modules[index];
    const { start, port, source, sourcePort } = plan.connectors;
    const wires = Array.from({ length: start[index + 1] - start[index] }, (_, i) => start[index] + i)
      .map((k) => [port[k], numbers.get(source[k]), sourcePort[k]] as const);
    const inner = plan.inner.get(index);
    const isPort = name === "InputPort" || name === "OutputPort";
    const values = plan.functions[index].filter((one) => !isPort || one.port === "Default");
    return [
      inner === undefined ? [currentIdentifier(identifier), namespace, name] : this.of(inner),
      byPort(values.map((one) => [one.port, encodeJson(readable(one.value, name)), one.value instanceof Number])),
      byPort(wires),
      [...controlParameters].map(([key, text]) => [key, text.replaceAll(" ", "")]).sort(),
    ];
  }

  #numberOf(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    this.#known.set(text, this.#known.size);
    return this.#known.size - 1;
  }
}

/** The sources of Python may have codes for their signs. */
function readable(value: unknown, module: string): unknown {
  return module === "PythonSource" && typeof value === "string"
    ? value.replaceAll(/(?:%[0-9a-fA-F]{2})+/g, decodeURIComponent)
    : value;
}

/** Sorted by port; what comes to one port keeps its order. */
function byPort<T extends readonly [string, ...unknown[]]>(items: readonly T[]): T[] {
  return items.toSorted(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
}
