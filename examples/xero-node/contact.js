// A contact as both systems have it: fourteen units, what they mean, how each system writes them.
'use strict';

const PLAIN = [
  // unit, Re-Leased and Xero
  ['name', 'name', 'name'],
  ['first name', 'firstName', 'firstName'],
  ['last name', 'lastName', 'lastName'],
  ['email', 'email', 'emailAddress'],
  ['tax number', 'taxNumber', 'taxNumber'],
];
const PHONES = { mobile: 'MOBILE', default: 'DEFAULT', ddi: 'DDI', fax: 'FAX' };
const ADDRESSES = { postal: 'POBOX', physical: 'STREET' };
const LINES = [
  ['line1', 'addressLine1'], ['line2', 'addressLine2'], ['line3', 'addressLine3'],
  ['line4', 'addressLine4'], ['city', 'city'], ['region', 'region'],
  ['postalCode', 'postalCode'], ['country', 'country'],
];

const text = (value) => (value || '').normalize('NFC').trim().replace(/\s+/g, ' ');
const parts = (row, side) => LINES.map((names) => text(row?.[names[side]]));

function pictureOfReleased(row) {
  const seen = Object.fromEntries(PLAIN.map(([unit, name]) => [unit, text(row[name])]));
  for (const type of Object.keys(PHONES)) {
    seen[`phone ${type}`] = text(row.phones.find((one) => one.type === type)?.number);
  }
  for (const type of Object.keys(ADDRESSES)) {
    seen[`address ${type}`] = parts(row.addresses.find((one) => one.type === type), 0);
  }
  return seen;
}

function pictureOfXero(row) {
  const seen = Object.fromEntries(PLAIN.map(([unit, , name]) => [unit, text(row[name])]));
  for (const [type, theirs] of Object.entries(PHONES)) {
    const one = (row.phones || []).find((each) => each.phoneType === theirs) || {};
    seen[`phone ${type}`] = text([one.phoneCountryCode, one.phoneAreaCode, one.phoneNumber].join(' '));
  }
  for (const [type, theirs] of Object.entries(ADDRESSES)) {
    seen[`address ${type}`] = parts((row.addresses || []).find((one) => one.addressType === theirs), 1);
  }
  return seen;
}

function meaning(unit, value) {
  if (value === undefined) return undefined;
  if (unit.startsWith('phone')) return value.replace(/\D/g, '');
  if (unit.startsWith('address')) return value.join('\n');
  return unit === 'email' ? value.toLowerCase() : value;
}

const isSame = (unit, one, other) => meaning(unit, one[unit]) === meaning(unit, other[unit]);

/** The body for Re-Leased: these units only; a list goes whole, so the other entries go along. */
function bodyForReleased(units, seen, row = { phones: [], addresses: [] }) {
  const body = {};
  const place = (list, type, entry, isEmpty) => {
    const others = (body[list] || row[list]).filter((one) => one.type !== type);
    body[list] = isEmpty ? others : [...others, { type, ...entry }];
  };
  for (const unit of units) {
    const [family, type] = unit.split(' ');
    const value = seen[unit];
    if (family === 'phone') place('phones', type, { number: value }, !value);
    else if (family === 'address') {
      const entry = Object.fromEntries(LINES.map(([name], at) => [name, value[at] || null]));
      place('addresses', type, entry, !value.some(Boolean));
    } else body[PLAIN.find(([name]) => name === unit)[1]] = value || null;
  }
  return body;
}

/** The body for Xero: these units only; an empty text clears. */
function bodyForXero(units, seen) {
  const body = {};
  for (const unit of units) {
    const [family, type] = unit.split(' ');
    const value = seen[unit];
    if (family === 'phone') {
      const phone = { phoneNumber: value, phoneAreaCode: '', phoneCountryCode: '' };
      body.phones = [...(body.phones || []), { phoneType: PHONES[type], ...phone }];
    } else if (family === 'address') {
      const entry = Object.fromEntries(LINES.map(([, name], at) => [name, value[at]]));
      body.addresses = [...(body.addresses || []), { addressType: ADDRESSES[type], ...entry }];
    } else body[PLAIN.find(([name]) => name === unit)[2]] = value;
  }
  return body;
}

const isFilled = (value) => (Array.isArray(value) ? value.some(Boolean) : Boolean(value));
const filled = (seen) => Object.keys(seen).filter((unit) => isFilled(seen[unit]));

module.exports = { bodyForReleased, bodyForXero, filled, isSame, pictureOfReleased, pictureOfXero };
