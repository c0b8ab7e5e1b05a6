"use strict";
// A driver's entries as digits for the clerk's scanner. The way back is models/rules/route/scanned.py.
//
// The text: stops answered, each "place result HHMM" and, after a unit separator each, "place=figure" or "place~words"
// of its jobs; then "L", "B", "O", "I" with when it left, was back, and the odometer. Record separators part them. Its
// UTF-8 bytes, three digits each, are cut into parts: 91, YYMMDD, drive (2), check of the plan (5), part (2), parts
// (2), bytes, CRC-32 of all that (10).

const CODE_BYTES = 144;

function codeCrc(text) {
  let crc = ~0;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
function codeText(drive, kept) {
  const plain = words => String(words).replace(/[\u0000-\u001f]/g, " ").trim();
  const records = [];
  drive.stops.forEach((stop, place) => {
    const held = kept.stops[stop.id];
    if (!held || !held.result) return;
    const fields = [place + (held.result === "done" ? "d" : "n") + (held.arrived || "").replace(":", "")];
    (held.result === "done" ? stop.jobs || [] : []).forEach((job, at) => {
      const written = held.works[job.id] || {};
      if (plain(written.actual || "")) fields.push(at + "=" + plain(written.actual));
      if (plain(written.text || "")) fields.push(at + "~" + plain(written.text));
    });
    records.push(fields.join("\u001f"));
  });
  const own = kept.drives[drive.id] || {};
  [["L", own.left], ["B", own.back], ["O", own.out], ["I", own.in]].forEach(([name, value]) => {
    if (plain(value || "")) records.push(name + plain(value));
  });
  return records.join("\u001e");
}
function codeParts(date, drive, kept) {
  const bytes = unescape(encodeURIComponent(codeText(drive, kept)));
  const padded = (value, width) => String(value).padStart(width, "0");
  const count = Math.max(1, Math.ceil(bytes.length / CODE_BYTES));
  const size = Math.ceil(bytes.length / count);
  const head = "91" + date.slice(2).replace(/-/g, "") + padded(Number(drive.number.split("-").pop()), 2) + drive.check;
  return Array.from({ length: count }, (_, at) => {
    let part = head + padded(at + 1, 2) + padded(count, 2);
    for (let place = at * size; place < Math.min(bytes.length, (at + 1) * size); place++) {
      part += padded(bytes.charCodeAt(place), 3);
    }
    return part + padded(codeCrc(part), 10);
  });
}
