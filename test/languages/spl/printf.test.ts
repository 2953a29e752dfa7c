import { describe, expect, it } from 'vitest';
import { printf } from '../../../src/languages/spl/functions/printf.ts';

describe('printf', () => {
  it.each([
    ['%d|%5d|%-5d|%05d|%+d|% d', [1, 2, 3, 4, 5, 6], '1|    2|3    |00004|+5| 6'],
    ["%'d %'.2f", [1_234_567, 12_345.678], '1,234,567 12,345.68'],
    ['%x %X %#x %o %#o %p', [255, 255, 255, 8, 8, 255], 'ff FF 0xff 10 010 FF'],
    ['%u %x', [-1, -2], '18446744073709551615 fffffffffffffffe'],
    ['%f %.1f %8.3f', [1.23456, 2.26, 1.23456], '1.234560 2.3    1.235'],
    ['%e %E %g %G', [1024, 1024, 0.00001234, 123456789], '1.024000e+03 1.024000E+03 1.234e-05 1.23457E+08'],
    ['%a %.2a', [Math.PI, Math.PI], '0x1.921fb54442d18p+1 0x1.92p+1'],
    ['%c %s %.2s %5s|%-5s| %z', ['abc', 'x', 'xyz', 'r', 'l', 'z'], 'a x xy     r|l    | z'],
    ['%*d %.*f', [5, 42, 2, 1.234], '   42 1.23'],
    ['%d', ['12.9'], '12'],
    ['100%%', [], '100%'],
    // What stands halfway goes to the even digit, as in C.
    ['%.0f %.0f %.0f %.1f %.2f', [0.5, 1.5, 2.5, 0.25, 2.675], '0 2 2 0.2 2.67'],
    ['%.1e %.0e %.2g %.0f', [1.25, 9.5, 2.25, 1e22], '1.2e+00 1e+01 2.2 10000000000000000000000'],
  ] as const)('%s', (format, args, expected) => {
    expect(printf(format, args)).toBe(expected);
  });

  it('is null where an argument is no number', () => {
    expect(printf('%d', ['x'])).toBeNull();
  });
});
