import { QueryFailure } from '../../../plan/failure.ts';
import type { Value } from '../../../table/value.ts';
import { toLong, toReal } from '../convert.ts';
import { defineFunction, type KqlFunction } from './define.ts';
import { asText } from './text-argument.ts';

/** Units of one quantity, each in terms of the first: a factor, or a factor and an offset. */
type Units = Readonly<Record<string, number | readonly [factor: number, offset: number]>>;

const ANGLE: Units = {
  Degree: 1,
  Arcminute: 1 / 60,
  Arcsecond: 1 / 3600,
  Gradian: 0.9,
  Radian: 180 / Math.PI,
  Revolution: 360,
};
const ENERGY: Units = {
  Joule: 1,
  Kilojoule: 1e3,
  Megajoule: 1e6,
  Gigajoule: 1e9,
  WattHour: 3600,
  KilowattHour: 3.6e6,
  MegawattHour: 3.6e9,
  Calorie: 4.184,
  Kilocalorie: 4184,
  BritishThermalUnit: 1055.05585262,
  ElectronVolt: 1.602176565e-19,
  FootPound: 1.355817948,
};
const FORCE: Units = {
  Newton: 1,
  Kilonewton: 1e3,
  Meganewton: 1e6,
  Millinewton: 1e-3,
  Dyn: 1e-5,
  PoundForce: 4.4482216152605,
};
const LENGTH: Units = {
  Meter: 1,
  Kilometer: 1e3,
  Decimeter: 1e-1,
  Centimeter: 1e-2,
  Millimeter: 1e-3,
  Micrometer: 1e-6,
  Nanometer: 1e-9,
  Inch: 0.0254,
  Foot: 0.3048,
  Yard: 0.9144,
  Mile: 1609.344,
  NauticalMile: 1852,
};
const MASS: Units = {
  Kilogram: 1,
  Gram: 1e-3,
  Milligram: 1e-6,
  Microgram: 1e-9,
  Tonne: 1e3,
  Pound: 0.45359237,
  Ounce: 0.028349523125,
  Stone: 6.35029318,
};
const SPEED: Units = {
  MeterPerSecond: 1,
  MeterPerMinute: 1 / 60,
  MeterPerHour: 1 / 3600,
  KilometerPerSecond: 1e3,
  KilometerPerHour: 1 / 3.6,
  CentimeterPerSecond: 1e-2,
  CentimeterPerMinute: 1e-2 / 60,
  CentimeterPerHour: 1e-2 / 3600,
  FootPerSecond: 0.3048,
  MilePerHour: 0.44704,
  Knot: 1852 / 3600,
};
const TEMPERATURE: Units = { Kelvin: 1, DegreeCelsius: [1, 273.15], DegreeFahrenheit: [5 / 9, 459.67 * (5 / 9)] };
const VOLUME: Units = {
  CubicMeter: 1,
  CubicDecimeter: 1e-3,
  CubicCentimeter: 1e-6,
  CubicMillimeter: 1e-9,
  Liter: 1e-3,
  Deciliter: 1e-4,
  Centiliter: 1e-5,
  Milliliter: 1e-6,
  CubicInch: 0.0254 ** 3,
  CubicFoot: 0.3048 ** 3,
  UsGallon: 0.003785411784,
};

function conversion(quantity: string, units: Units, from: string, to: string, result: number): KqlFunction {
  const name = `convert_${quantity}`;
  const unitNamed = (unit: string): readonly [number, number] => {
    const found = Object.hasOwn(units, unit) ? units[unit] : undefined;
    if (found === undefined)
      throw new QueryFailure('unsupported-option', `${name} of the unit "${unit}" is not supported.`);
    return typeof found === 'number' ? [found, 0] : found;
  };
  return defineFunction({
    name,
    category: 'Conversion functions',
    syntax: `${name}(value, from, to)`,
    summary: `A ${quantity} in another unit.`,
    examples: [{ expression: `round(${name}(1.2, '${from}', '${to}'), 6)`, result }],
    differences: `Units: ${Object.keys(units).join(', ')}.`,
    evaluate: (value: Value, given: Value, wanted: Value): Value => {
      const number = toReal(value);
      if (number === null) return null;
      const [factor, offset] = unitNamed(asText(given));
      const [divisor, zero] = unitNamed(asText(wanted));
      return (number * factor + offset - zero) / divisor;
    },
  });
}

const BYTE_UNITS = ['Bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;

function formatBytes(size: number, precision: number, unit: string): string | null {
  let power = BYTE_UNITS.findIndex((known) => known.toLowerCase() === unit.toLowerCase());
  if (power < 0) {
    if (unit !== '') return null;
    const magnitude = Math.abs(size);
    power = magnitude < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(magnitude) / 10));
  }
  return `${Number((size / 1024 ** power).toFixed(precision))} ${BYTE_UNITS[power]}`;
}

export const unitFunctions: readonly KqlFunction[] = [
  conversion('angle', ANGLE, 'Degree', 'Arcminute', 72),
  conversion('energy', ENERGY, 'Joule', 'BritishThermalUnit', 0.001137),
  conversion('force', FORCE, 'Newton', 'Kilonewton', 0.0012),
  conversion('length', LENGTH, 'Meter', 'Foot', 3.937008),
  conversion('mass', MASS, 'Kilogram', 'Pound', 2.645547),
  conversion('speed', SPEED, 'MeterPerSecond', 'CentimeterPerHour', 432000),
  conversion('temperature', TEMPERATURE, 'Kelvin', 'DegreeCelsius', -271.95),
  conversion('volume', VOLUME, 'CubicMeter', 'Liter', 1200),
  defineFunction({
    name: 'format_bytes',
    category: 'String functions',
    summary: 'A number of bytes as text with a unit: the largest that fits, or the one that is asked for.',
    syntax: 'format_bytes(size [, precision [, unit]])',
    examples: [
      { expression: 'format_bytes(500)', result: '500 Bytes' },
      { expression: 'format_bytes(3 * 1024 * 1024)', result: '3 MB' },
      { expression: 'format_bytes(1536, 1)', result: '1.5 KB' },
      { expression: 'format_bytes(1048576, 0, "KB")', result: '1024 KB' },
    ],
    evaluate: (size: Value, precision: Value = 0, unit: Value = ''): Value => {
      const bytes = toReal(size);
      return bytes === null ? null : formatBytes(bytes, Number(toLong(precision) ?? 0), asText(unit));
    },
  }),
];
