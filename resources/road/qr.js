"use strict";
// A QR code of digits: numeric mode, error correction M, versions 1 to 10 (ISO/IEC 18004). Digits pass any keyboard
// layout and input method of the computer that a scanner types into, so the driver's page needs nothing else.

// By version: check words a block, then each block's data words.
const QR_BLOCKS = [
  null, [10, [16]], [16, [28]], [26, [44]], [18, [32, 32]], [24, [43, 43]], [16, [27, 27, 27, 27]],
  [18, [31, 31, 31, 31]], [22, [38, 38, 39, 39]], [22, [36, 36, 36, 37, 37]], [26, [43, 43, 43, 43, 44]],
];
const QR_ALIGNED = [null, [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];
const QR_MASKS = [
  (y, x) => (y + x) % 2, (y, x) => y % 2, (y, x) => x % 3, (y, x) => (y + x) % 3,
  (y, x) => ((y >> 1) + Math.floor(x / 3)) % 2, (y, x) => ((y * x) % 2) + ((y * x) % 3),
  (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2, (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2,
];

// Exponents and logarithms of the field of 256 elements that the check words are reckoned in.
const QR_POWER = [], QR_LOG = [];
for (let at = 0, value = 1; at < 255; at++) {
  QR_POWER[at] = value;
  QR_LOG[value] = at;
  value = value & 128 ? (value << 1) ^ 0x11d : value << 1;
}
function qrTimes(a, b) {
  return a && b ? QR_POWER[(QR_LOG[a] + QR_LOG[b]) % 255] : 0;
}
function qrCheckWords(data, count) {
  let divisor = [1];
  for (let at = 0; at < count; at++) {
    const next = new Array(divisor.length + 1).fill(0);
    divisor.forEach((factor, place) => {
      next[place] ^= factor;
      next[place + 1] ^= qrTimes(factor, QR_POWER[at]);
    });
    divisor = next;
  }
  const rest = data.concat(new Array(count).fill(0));
  for (let at = 0; at < data.length; at++) {
    const factor = rest[at];
    divisor.forEach((one, place) => { rest[at + place] ^= qrTimes(one, factor); });
  }
  return rest.slice(data.length);
}

// The words of a code: digits in tens of bits, padded, and each block's check words, interleaved.
function qrBits(digits, version) {
  const bits = [];
  const put = (value, width) => { for (let at = width - 1; at >= 0; at--) bits.push((value >> at) & 1); };
  put(1, 4);
  put(digits.length, version < 10 ? 10 : 12);
  for (let at = 0; at < digits.length; at += 3) {
    const group = digits.slice(at, at + 3);
    put(Number(group), [0, 4, 7, 10][group.length]);
  }
  const [checks, blocks] = QR_BLOCKS[version];
  const room = 8 * blocks.reduce((sum, size) => sum + size, 0);
  if (bits.length > room) return null;
  put(0, Math.min(4, room - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) put(pad, 8);
  const words = [];
  for (let at = 0; at < bits.length; at += 8) words.push(parseInt(bits.slice(at, at + 8).join(""), 2));
  let begin = 0;
  const data = blocks.map(size => words.slice(begin, (begin += size)));
  const check = data.map(block => qrCheckWords(block, checks));
  const out = [];
  [data, check].forEach(side => {
    for (let at = 0; at < Math.max(...side.map(block => block.length)); at++) {
      side.forEach(block => { if (at < block.length) out.push(block[at]); });
    }
  });
  return Array.from({ length: 8 * out.length }, (_, at) => (out[at >> 3] >> (7 - (at % 8))) & 1);
}

function qrRemainder(value, width, divisor) {
  const reach = Math.floor(Math.log2(divisor));
  let rest = value << reach;
  for (let at = width - 1; at >= 0; at--) if ((rest >> (at + reach)) & 1) rest ^= divisor << at;
  return (value << reach) | rest;
}

// The fixed patterns; cells still free for data are null.
function qrFrame(version) {
  const size = 17 + 4 * version;
  const cells = Array.from({ length: size }, () => new Array(size).fill(null));
  const square = (top, left, reach, dark) => {
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) {
        if (cells[top + y] && cells[top + y][left + x] !== undefined) {
          cells[top + y][left + x] = dark(Math.max(Math.abs(y), Math.abs(x))) ? 1 : 0;
        }
      }
    }
  };
  for (let at = 0; at < size; at++) cells[6][at] = cells[at][6] = 1 - (at % 2);
  const places = QR_ALIGNED[version], last = places.length - 1;
  places.forEach((top, y) => places.forEach((left, x) => {
    const corner = (y === 0 && (x === 0 || x === last)) || (y === last && x === 0);
    if (!corner) square(top, left, 2, ring => ring !== 1);
  }));
  [[3, 3], [3, size - 4], [size - 4, 3]].forEach(([top, left]) => square(top, left, 4, ring => ring !== 2 && ring !== 4));
  if (version > 6) {
    const bits = qrRemainder(version, 6, 0x1f25);
    for (let at = 0; at < 18; at++) {
      const y = Math.floor(at / 3), x = size - 11 + (at % 3);
      cells[y][x] = cells[x][y] = (bits >> at) & 1;
    }
  }
  return cells;
}
function qrFormat(cells, mask) {
  const size = cells.length;
  const bits = qrRemainder(mask, 5, 0x537) ^ 0x5412; // M is 00 before the mask's number
  for (let at = 0; at < 15; at++) {
    const bit = (bits >> at) & 1;
    if (at < 8) cells[8][size - 1 - at] = bit; else cells[size - 15 + at][8] = bit;
    if (at < 6) cells[at][8] = bit;
    else if (at < 8) cells[at + 1][8] = bit;
    else if (at === 8) cells[8][7] = bit;
    else cells[8][14 - at] = bit;
  }
  cells[size - 8][8] = 1;
}

// How hard a code is to read; the mask with the least is used.
function qrPenalty(cells) {
  const size = cells.length;
  let sum = 0, dark = 0;
  const lines = cells.concat(cells.map((_, x) => cells.map(row => row[x])));
  lines.forEach(line => {
    for (let at = 0; at < size;) {
      let end = at + 1;
      while (end < size && line[end] === line[at]) end++;
      if (end - at >= 5) sum += end - at - 2;
      at = end;
    }
    // What looks like a finder pattern: 1011101 with four light cells beside it, the margin counting as light.
    const text = "0000" + line.join("") + "0000";
    for (let at = text.indexOf("1011101"), step; at >= 0; at = text.indexOf("1011101", at + step)) {
      step = text.slice(at - 4, at) === "0000" || text.slice(at + 7, at + 11) === "0000" ? 7 : 4;
      if (step === 7) sum += 40;
    }
  });
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      dark += cells[y][x];
      if (y && x && cells[y][x] + cells[y - 1][x] + cells[y][x - 1] + cells[y - 1][x - 1] in { 0: 1, 4: 1 }) sum += 3;
    }
  }
  return sum + 10 * Math.floor(Math.abs((dark * 100) / (size * size) - 50) / 5);
}

// The code of up to 513 digits: { version, mask, cells } with rows of 0 and 1, or null when they are too many.
function qrCode(digits) {
  for (let version = 1; version < QR_BLOCKS.length; version++) {
    const bits = qrBits(digits, version);
    if (!bits) continue;
    const frame = qrFrame(version);
    qrFormat(frame, 0);
    const free = [];
    const size = frame.length;
    let up = true;
    for (let right = size - 1; right > 0; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < size; step++) {
        const y = up ? size - 1 - step : step;
        [right, right - 1].forEach(x => { if (frame[y][x] === null) free.push([y, x]); });
      }
      up = !up;
    }
    let best = null;
    QR_MASKS.forEach((dark, mask) => {
      const cells = frame.map(row => row.slice());
      free.forEach(([y, x], at) => { cells[y][x] = (bits[at] || 0) ^ (dark(y, x) ? 0 : 1); });
      qrFormat(cells, mask);
      const penalty = qrPenalty(cells);
      if (!best || penalty < best.penalty) best = { version, mask, cells, penalty };
    });
    return best;
  }
  return null;
}
