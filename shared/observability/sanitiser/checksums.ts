/** @returns whether the Luhn checksum of a card's number holds. */
export const luhn = (digits: string): boolean => {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
};

/** Never assigned as a Social Security number; area 9xx is one of a taxpayer, and as telling. */
export const isSsn = (area: string, group: string, serial: string): boolean =>
  area !== '000' && area !== '666' && group !== '00' && serial !== '0000';

const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const VIN_VALUES = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ';
/** @returns whether the check character of a vehicle's number holds. */
export const vinHolds = (vin: string): boolean => {
  const sum = VIN_WEIGHTS.reduce(
    (total, weight, index) => total + weight * (VIN_VALUES.indexOf(vin[index] ?? '0') % 10),
    0,
  );
  return vin[8] === (sum % 11 === 10 ? 'X' : String(sum % 11));
};

/** @returns whether the check digits of a bank account's number hold. */
export const ibanHolds = (iban: string): boolean => {
  let rest = 0;
  for (let index = 0; index < iban.length; index += 1) {
    const code = iban.charCodeAt((index + 4) % iban.length);
    const value = code <= 57 ? code - 48 : code - 55;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
};
