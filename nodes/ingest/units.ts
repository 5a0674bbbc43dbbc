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
    for (const name of names.split(' ')) UNITS.set(name, { dimension, factor, offset });
  }
}

// Case matters for symbols (mW is not MW); words and codes are tried again in lower case.
define('temperature', {
  'degC °C C CEL celsius ℃': 1,
  'K KEL kelvin': [1, -273.15],
  'degF °F F FAH fahrenheit ℉': [5 / 9, -160 / 9],
});
define('pressure', {
  'Pa PAL pascal': 1,
  'hPa A97': 100,
  'mbar MBR': 100,
  'kPa KPA': 1e3,
  'MPa MPA': 1e6,
  'bar BAR': 1e5,
  'psi PS': 6894.757293168,
  atm: 101_325,
});
define('flow', {
  'm3/s m³/s MQS': 1,
  'm3/h m³/h MQH': 1 / 3600,
  'm3/min m³/min': 1 / 60,
  'L/s l/s': 1e-3,
  'L/min l/min lpm L2': 1e-3 / 60,
  'L/h l/h': 1e-3 / 3600,
  'gpm gal/min': 6.30901964e-5,
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
define('speed', { 'm/s MTS': 1, 'mm/s C16': 1e-3, 'km/h KMH': 1 / 3.6 });
define('rotation', { 'Hz HTZ hertz 1/s': 1, 'rpm RPM 1/min min-1': 1 / 60, kHz: 1e3, 'rad/s': 1 / (2 * Math.PI) });
define('power', { 'W WTT watt': 1, mW: 1e-3, 'kW KWT': 1e3, 'MW MAW': 1e6, hp: 745.699872 });
define('energy', { 'J JOU joule': 1, 'kJ KJO': 1e3, MJ: 1e6, 'Wh WHR': 3600, 'kWh KWH': 3.6e6, 'MWh MWH': 3.6e9 });
define('voltage', { 'V VLT volt': 1, 'mV 2Z': 1e-3, 'kV KVT': 1e3 });
define('current', { 'A AMP ampere': 1, 'mA 4K': 1e-3 });
define('mass', { 'kg KGM': 1, 'g GRM': 1e-3, 't TNE': 1e3 });
define('volume', { 'm3 m³ MTQ': 1, 'L l LTR litre liter': 1e-3, 'mL ml': 1e-6 });
define('time', { 's SEC': 1, 'ms C26': 1e-3, 'us µs': 1e-6, 'min MIN': 60, 'h HUR': 3600 });
define('share', { '1 C62': 1, '% P1 percent': 1e-2, '‰': 1e-3 });

function find(name: string): Unit | undefined {
  return UNITS.get(name) ?? UNITS.get(name.toLowerCase());
}

/**
 * @returns the value in the other unit; undefined when there is no conversion between the two
 */
export function convertUnit(value: number, from: string, to: string): number | undefined {
  if (from === to) return value;
  const source = find(from.trim());
  const target = find(to.trim());
  if (source === undefined || target === undefined || source.dimension !== target.dimension) return undefined;
  if (source === target) return value;
  return (value * source.factor + source.offset - target.offset) / target.factor;
}
