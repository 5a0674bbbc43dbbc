import { createRandom } from '../../lib/math/random';
import { parseTagTable, type TagTable } from '../../lib/record/tags';

/** What the instruments of the circuit show, by tag, and how noisy each is. */
export const NOISE = {
  p: 0.01,
  Q: 0.6,
  Qr: 0.6,
  Ts: 0.05,
  Tr: 0.05,
  power: 0.15,
  basin: 0.004,
  n: 0.1,
  fan: 0.2,
} as const;
export type Measurement = keyof typeof NOISE;
export const MEASUREMENTS = Object.keys(NOISE) as Measurement[];
export type Readings = Record<Measurement, number>;

/** Parameters of the circuit; a trouble changes those of the plant, and the twin has its own. */
export interface Parameters {
  /** bar at full speed without flow, and bar lost in the pump per (m3/h)^2. */
  head: number;
  inner: number;
  /** bar lost in the pipes per (m3/h)^2. */
  pipe: number;
  /** Cooling per K above the air at full fan. */
  tower: number;
  /** m3/h that do not come back. */
  leak: number;
}

/** Hooks of what goes wrong; each is called once a record while it lasts. `t` counts them. */
export interface Trouble {
  physics?(parameters: Parameters, t: number): void;
  /** What the controller is really set to. */
  setpoints?(inForce: { p: number; Ts: number }): void;
  /** What drives pump and fan past the controller, per cent. */
  actuators?(position: { n: number; fan: number }): void;
  /** What the controller believes, too. */
  instruments?(measured: Readings, t: number, random: () => number): void;
  /** On the way to the guard. @returns ms by which the message is late */
  network?(row: Record<string, number>, t: number, random: () => number): number;
  /** Load beside the usual one, kW, and opening of the consumers. */
  surroundings?(load: { heat: number; opening: number }, t: number): void;
}

const PARAMETERS: Readonly<Parameters> = { head: 8, inner: 0.0004, pipe: 0.0011, tower: 85, leak: 0 };
/** Parts by which the twin errs. */
const TWIN: Readonly<Parameters> = { head: 8.1, inner: 0.00041, pipe: 0.00109, tower: 83, leak: 0 };
/** s between two records, and how uneven they are stamped, ms. */
const PERIOD = 5;
const JITTER = 15;
const START = Date.UTC(2026, 0, 1);
/** kWh per (m3/h K). */
const WATER = 1.16;

/** A tag that the table knows; energy and vib have no twin. */
const OTHERS = { energy: 'sensor', vib: 'sensor', air: 'sensor' } as const;

/** Tags of the circuit. @param twin whether somebody supplies one */
export function circuitTags(twin: boolean): TagTable {
  const rows = MEASUREMENTS.flatMap((tag) => [
    [tag, { role: tag === 'n' || tag === 'fan' ? 'actuator' : 'sensor' }],
    ...(twin ? [[`twin_${tag}`, { role: 'twin', of: tag }]] : []),
  ]);
  const others = Object.entries(OTHERS).map(([tag, role]) => [tag, { role }]);
  const told = [
    ['cmd_n', { role: 'command', of: 'n' }],
    ['cmd_fan', { role: 'command', of: 'fan' }],
    ['sp_p', { role: 'setpoint', of: 'p' }],
    ['sp_Ts', { role: 'setpoint', of: 'Ts' }],
  ];
  return parseTagTable(Object.fromEntries([...rows, ...others, ...told]));
}

/**
 * A cooling circuit that no rule of the decision was made on: a pump holds a pressure against consumers that open and close, a tower
 * with a fan cools what comes back, a basin is filled up now and then, and a meter counts energy. A record each five seconds.
 */
export class Circuit {
  readonly #random;
  readonly #chance;
  #t = 0;
  #trouble: { readonly what: Trouble; readonly until: number; readonly since: number } | undefined;
  readonly #plant = { n: 60, fan: 50, Ts: 24, basin: 1.2 };
  readonly #twin = { n: 60, fan: 50, Ts: 24, basin: 1.2 };
  readonly #loops = { n: 60, fan: 50 };
  #filling = false;
  #energy = 12_000;
  readonly #air = { heat: 0, opening: 0, air: 0 };

  constructor(seed: number) {
    this.#random = createRandom(seed);
    this.#chance = createRandom(seed + 1000);
  }

  /** @param records that it lasts for */
  suffer(what: Trouble, records: number): void {
    this.#trouble = { what, since: this.#t, until: this.#t + records };
  }

  /** The next message: its time, and every tag. */
  step(): Record<string, number> & { time: number } {
    const now = this.#t++;
    if (this.#trouble !== undefined && now >= this.#trouble.until) this.#trouble = undefined;
    const trouble = this.#trouble?.what ?? {};
    const since = now - (this.#trouble?.since ?? 0);
    const chance = (): number => this.#chance.next();
    const load = this.#load();
    const known = { ...load };
    trouble.surroundings?.(load, since);
    const parameters = { ...PARAMETERS };
    trouble.physics?.(parameters, since);
    const shown = { p: 3, Ts: now % 800 < 400 ? 24 : 25 };
    const inForce = { ...shown };
    trouble.setpoints?.(inForce);

    const command = { n: this.#loops.n, fan: this.#loops.fan };
    const position = { ...command };
    trouble.actuators?.(position);
    const wasFilling = this.#filling;
    const measured = advance(this.#plant, position, load, parameters, wasFilling);
    const twin = advance(
      this.#twin,
      command,
      { ...known, heat: known.heat + 0.4 * this.#random.normal() },
      TWIN,
      wasFilling,
    );
    for (const tag of MEASUREMENTS) measured[tag] += NOISE[tag] * this.#random.normal();
    this.#energy += (measured.power * PERIOD) / 3600;
    trouble.instruments?.(measured, since, chance);
    this.#control(measured, inForce);
    this.#follow(measured);

    const row: Record<string, number> = { ...measured };
    for (const tag of MEASUREMENTS) row[`twin_${tag}`] = twin[tag];
    Object.assign(row, { cmd_n: command.n, cmd_fan: command.fan, sp_p: shown.p, sp_Ts: shown.Ts });
    row['energy'] = Math.floor(100 * this.#energy) / 100;
    row['vib'] = 1.5 + 0.01 * measured.n + 0.2 * Math.abs(this.#random.normal());
    row['air'] = load.air + 0.05 * this.#random.normal();
    const late = trouble.network?.(row, since, chance) ?? 0;
    for (const tag of Object.keys(row)) row[tag] = Math.round(row[tag]! * 1e4) / 1e4;
    return Object.assign(row, {
      time: Math.round(START + 1000 * PERIOD * now + JITTER * this.#random.normal() + late),
    });
  }

  /** What surrounds it wanders: kW of heat, opening of the consumers, air in degC. */
  #load(): { heat: number; opening: number; air: number } {
    const air = this.#air;
    const wander = (name: keyof typeof air): number => {
      air[name] = 0.995 * air[name] + 0.1 * this.#random.normal();
      return air[name];
    };
    const day = Math.sin((2 * Math.PI * this.#t) / 600);
    return {
      heat: 420 + 40 * wander('heat') + 60 * day,
      opening: 1 + 0.08 * wander('opening') + 0.1 * day,
      air: 15 + 0.5 * wander('air'),
    };
  }

  #control({ p, Ts, basin }: Readings, inForce: { p: number; Ts: number }): void {
    const loops = this.#loops;
    loops.n = Math.max(20, Math.min(100, loops.n + 1.5 * (inForce.p - p)));
    loops.fan = Math.max(5, Math.min(100, loops.fan + 0.6 * (Ts - inForce.Ts)));
    if (basin < 1.1) this.#filling = true;
    if (basin > 1.3) this.#filling = false;
  }

  /** The twin is led by what is measured, slowly. */
  #follow({ Ts, basin }: Readings): void {
    this.#twin.Ts += 0.02 * (Ts - this.#twin.Ts);
    this.#twin.basin += 0.02 * (basin - this.#twin.basin);
  }
}

/** Moves a plant on by a record. @returns what perfect instruments would show */
function advance(
  state: { n: number; fan: number; Ts: number; basin: number },
  command: { readonly n: number; readonly fan: number },
  load: { readonly heat: number; readonly opening: number; readonly air: number },
  p: Readonly<Parameters>,
  filling: boolean,
): Readings {
  state.n += 0.6 * (command.n - state.n);
  state.fan += 0.4 * (command.fan - state.fan);
  const resistance = p.pipe / load.opening ** 2;
  const flow = (state.n / 100) * Math.sqrt(p.head / (p.inner + resistance));
  const back = Math.max(1, flow - p.leak);
  const Tr = state.Ts + load.heat / (WATER * flow);
  state.Ts += 0.02 * (load.heat / 20 - ((p.tower * state.fan) / 2000) * (state.Ts - load.air));
  state.basin += (filling ? 0.004 : 0) - 0.001 - 0.0002 * p.leak;
  return {
    p: p.head * (state.n / 100) ** 2 - p.inner * flow ** 2,
    Q: flow,
    Qr: back,
    Ts: state.Ts,
    Tr,
    power: 5 + 22 * (state.n / 100) ** 3 + 0.05 * flow,
    basin: state.basin,
    n: state.n,
    fan: state.fan,
  };
}
