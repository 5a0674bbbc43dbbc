/**
 * Units of measurement: what a source may write (symbols, words, UN/CEFACT codes) and how they convert.
 * base = value * factor + offset
 */
interface Unit {
  readonly dimension: string;
  readonly factor: number;
  readonly offset: number;
}

const UNITS = new Map<string, Unit>();

function define(dimension: string, units: Readonly<Record<string, number | readonly [number, number]>>): void {
  for (const names of Object.keys(units)) {
    const given = units[names]!;
    const [factor, offset] = typeof given === 'number' ? [given, 0] : given;
    for (const name of names.split(' ')) UNITS.set(plain(name), { dimension, factor, offset });
  }
}

// Case matters for symbols (mW is not MW); words and codes are tried again in lower case.
define('temperature', {
  'degC °C C CEL celsius deg.C oC gradC gradc': 1,
  'K KEL kelvin': [1, -273.15],
  'degF °F F FAH fahrenheit': [5 / 9, -160 / 9],
});
// Who writes bar in a plant means what a gauge shows. What is said to be absolute is left unknown: that depends on the day's air.
define('pressure', {
  'Pa PAL pascal': 1,
  'hPa A97': 100,
  'mbar MBR mbarg mbar(g)': 100,
  'kPa KPA kPag kPa(g)': 1e3,
  'MPa MPA': 1e6,
  'bar BAR barg bar(g) barü': 1e5,
  'psi PS psig psi(g)': 6894.757293168,
  atm: 101_325,
});
define('flow', {
  'm3/s m3/sec MQS': 1,
  'm3/h m3/hr cbm/h MQH': 1 / 3600,
  'm3/min': 1 / 60,
  'L/s l/s l/sec': 1e-3,
  'L/min l/min lpm L2': 1e-3 / 60,
  'L/h l/h l/hr lph': 1e-3 / 3600,
  'gpm gal/min usgpm': 6.30901964e-5,
});
define('length', {
  'm MTR metre meter': 1,
  'mm MMT': 1e-3,
  'cm CMT': 1e-2,
  'km KMT': 1e3,
  'um µm': 1e-6,
  'in INH inch': 0.0254,
  'ft FOT': 0.3048,
});
define('speed', { 'm/s m/sec MTS': 1, 'mm/s C16': 1e-3, 'km/h km/hr kph KMH': 1 / 3.6 });
define('rotation', {
  'Hz HTZ hertz 1/s': 1,
  'rpm RPM 1/min min-1 min⁻¹ U/min u/min rev/min r/min': 1 / 60,
  kHz: 1e3,
  'rad/s': 1 / (2 * Math.PI),
});
define('power', { 'W WTT watt': 1, mW: 1e-3, 'kW KWT': 1e3, 'MW MAW': 1e6, hp: 745.699872 });
define('energy', { 'J JOU joule': 1, 'kJ KJO': 1e3, MJ: 1e6, 'Wh WHR': 3600, 'kWh KWH': 3.6e6, 'MWh MWH': 3.6e9 });
define('voltage', { 'V VLT volt': 1, 'mV 2Z': 1e-3, 'kV KVT': 1e3 });
define('current', { 'A AMP ampere': 1, 'mA 4K': 1e-3 });
define('mass', { 'kg KGM': 1, 'g GRM': 1e-3, 't TNE': 1e3 });
define('volume', { 'm3 cbm MTQ': 1, 'L l LTR litre liter': 1e-3, 'mL ml': 1e-6 });
define('time', { 's SEC sec': 1, 'ms C26': 1e-3, 'us µs': 1e-6, 'min MIN': 60, 'h HUR hr': 3600 });
define('share', { '1 C62': 1, '% P1 percent pct prozent': 1e-2, '‰': 1e-3 });

/** m³, m^3 and m3 are one, and so are °C and ℃. */
function plain(unit: string): string {
  return unit.normalize('NFKC').replace(/[\s^]/g, '');
}

function find(name: string): Unit | undefined {
  const known = UNITS.get(name);
  if (known !== undefined) return known;
  const written = plain(name);
  return UNITS.get(written) ?? UNITS.get(written.toLowerCase());
}

/** Whether anything is known of a unit: of what is unknown nobody can say that it does not convert. */
export function knowsUnit(name: string): boolean {
  return find(name) !== undefined;
}

/** An unknown unit may be spelt in capitals or not, but for the prefix that is milli or mega. */
function sameUnit(a: string, b: string): boolean {
  const [one, other] = [plain(a), plain(b)];
  return one === other || (one.toLowerCase() === other.toLowerCase() && !/^m/i.test(one) && !knowsUnit(one));
}

/**
 * @returns the value in the other unit; undefined when there is no conversion between the two
 */
export function convertUnit(value: number, from: string, to: string): number | undefined {
  if (from === to || sameUnit(from, to)) return value;
  const source = find(from);
  const target = find(to);
  if (source === undefined || target === undefined || source.dimension !== target.dimension) return undefined;
  if (source === target) return value;
  return (value * source.factor + source.offset - target.offset) / target.factor;
}
