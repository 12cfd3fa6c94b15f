/** The machines of an execution, with their numbers. */
import type { NamedMachine } from "./execution_event.ts";
import type { Machine, UsedMachine } from "./log.ts";

/** More are not told apart: all of them have to fit into the head of the record. */
const MOST_MACHINES = 100;
const LONGEST_NAME = 200;
const FACTS = ["name", "os", "architecture", "processor"] as const;

/** See the head of the file. Number 1 is the machine that vt runs on. */
export class UsedMachines {
  readonly #all: UsedMachine[];

  constructor(local: Machine) {
    this.#all = [{ id: 1, local: true, ...local }];
  }

  /** All of them, by number. */
  get all(): readonly UsedMachine[] {
    return [...this.#all];
  }

  /** The number of a machine; undefined: of this one. Undefined when there are too many. */
  readonly numberOf = (machine: NamedMachine | undefined): number | undefined => {
    if (machine === undefined) return 1;
    const given = fitting(machine);
    const known = this.#all.find((one) => isSame(one, given));
    if (known !== undefined || this.#all.length === MOST_MACHINES) return known?.id;
    const id = this.#all.length + 1;
    this.#all.push({ id, local: false, ...given });
    return id;
  };
}

/** Whether they may be the same: what is said of both agrees. */
function isSame(a: Machine, b: Machine): boolean {
  const agree = (x: string | number, y: string | number): boolean => x === y || !x || !y;
  return a.name === b.name && agree(a.ram, b.ram) && FACTS.every((fact) => agree(a[fact], b[fact]));
}

/** Modules may say what they like. */
function fitting(machine: NamedMachine): Machine {
  const { ram = 0 } = machine;
  const [name, os, architecture, processor] = FACTS.map((fact) => String(machine[fact] ?? "").slice(0, LONGEST_NAME));
  return { name, os, architecture, processor, ram: Number.isSafeInteger(ram) ? ram : 0 };
}
