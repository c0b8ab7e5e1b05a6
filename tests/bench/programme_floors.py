"""The least that the figures of the programme take in SQL: each question's own sums over the same rows, and no more.

What is frozen is summed as it was frozen, the open month line by line at its rates; names, leads and the past of the
records are left aside.
"""

from __future__ import annotations

from typing import Final

_PAID: Final = """
SELECT count(*), sum(s.gross), count(DISTINCT CASE WHEN s.gross > 0 THEN s.household_id END)
FROM statement s JOIN pay_period p ON p.id = s.period_id WHERE p.key BETWEEN '{0:.7}' AND '{1:.7}'
"""
_WORKERS: Final = """
SELECT count(*) FROM worker WHERE active AND household_id IN (
  SELECT s.household_id FROM statement s JOIN pay_period p ON p.id = s.period_id
  WHERE p.key BETWEEN '{0:.7}' AND '{1:.7}' AND s.gross > 0)
"""
_OPEN: Final = """
SELECT v.household_id, sum(
    (l.good * s.good_rate + 50000) / 100000 + (l.second * s.second_rate + 50000) / 100000
    + (l.material_scrap * s.good_rate + 50000) / 100000),
  sum(l.good + l.second + l.material_scrap)
FROM voucher v JOIN collection_line l ON l.voucher_id = v.id
JOIN subcontract s ON s.id = l.subcontract_id JOIN orders o ON o.id = s.order_id
WHERE v.voided_on IS NULL AND v.date BETWEEN '2026-10-01' AND '2026-10-31' GROUP BY v.household_id
"""
_REGISTERS: Final = (
    """
SELECT kind, count(*) FROM workshop
WHERE (opened IS NULL OR opened <= '{1}') AND (closed IS NULL OR closed >= '{1}') GROUP BY kind
""",
    """
SELECT v.kind, count(*) FROM voucher v WHERE v.kind = 'visit' AND v.date BETWEEN '{0}' AND '{1}'
  AND v.voided_on IS NULL AND v.reverses_id IS NULL AND v.id NOT IN (
    SELECT reverses_id FROM voucher WHERE reverses_id IS NOT NULL AND voided_on IS NULL AND +date <= '{1}')
""",
    "SELECT count(*) FROM course WHERE start BETWEEN '{0}' AND '{1}'",
    """
SELECT count(DISTINCT worker_id), count(DISTINCT worker_id || date) FROM attendance WHERE date BETWEEN '{0}' AND '{1}'
""",
    "SELECT count(*) FROM enrolment WHERE certificate <> '' AND certified_on BETWEEN '{0}' AND '{1}'",
    "SELECT sum(places) FROM vacancy WHERE reported BETWEEN '{0}' AND '{1}'",
    "SELECT count(DISTINCT worker_id) FROM placement WHERE start BETWEEN '{0}' AND '{1}'",
    "SELECT count(*) FROM wish WHERE met_on BETWEEN '{0}' AND '{1}'",
    """
SELECT count(*), sum(e.value) FROM equipment_loan l JOIN equipment e ON e.id = l.equipment_id
WHERE (l.lent_on IS NULL OR l.lent_on <= '{1}') AND (l.returned_on IS NULL OR l.returned_on > '{1}')
""",
    "SELECT sum(amount) FROM funding WHERE date BETWEEN '{0}' AND '{1}'",
    "SELECT sum(amount) FROM claim WHERE status = 'paid' AND paid_on BETWEEN '{0}' AND '{1}'",
    """
SELECT sum(l.takings) FROM sale_line l JOIN voucher v ON v.id = l.voucher_id
WHERE v.voided_on IS NULL AND +v.date BETWEEN '{0}' AND '{1}'
""",
)
_NOW, _BEFORE = ("2025-11-01", "2026-10-21"), ("2024-11-01", "2025-10-31")
YEAR: Final = (
    _OPEN,
    *(sql.format(*span) for span in (_NOW, _BEFORE) for sql in (_PAID, _WORKERS, *_REGISTERS)),
)
"""The programme's year and the year before."""

_WHERE: Final = """
coalesce((SELECT t.region_id FROM household_stay t
  WHERE t.household_id = h.id AND (t.start IS NULL OR t.start <= {0}) AND t."end" >= {0}), h.region_id)
"""
PLACES: Final = (
    _OPEN,
    f"""
SELECT {_WHERE.format("p.end")} AS place, sum(s.gross), sum(s.net), count(*)
FROM statement s JOIN pay_period p ON p.id = s.period_id JOIN household h ON h.id = s.household_id GROUP BY place
""",
    f"""
SELECT {_WHERE.format("p.end")} AS place, g.unit, sum(l.quantity)
FROM (SELECT statement_id, product, sum(quantity) AS quantity FROM statement_line GROUP BY statement_id, product) l
JOIN statement s ON s.id = l.statement_id JOIN pay_period p ON p.id = s.period_id
JOIN household h ON h.id = s.household_id JOIN product g ON g.code = l.product GROUP BY place, g.unit
""",
    f"""
SELECT {_WHERE.format("v.date")} AS place, count(*)
FROM voucher v JOIN visit t ON t.voucher_id = v.id JOIN household h ON h.id = v.household_id
WHERE v.kind = 'visit' AND v.date BETWEEN '2024-11-01' AND '2026-10-21'
  AND v.voided_on IS NULL AND v.reverses_id IS NULL GROUP BY place
""",
    """
SELECT h.region_id, count(*) FROM equipment_loan l JOIN household h ON h.id = l.household_id
WHERE (l.lent_on IS NULL OR l.lent_on <= '2026-10-21') AND (l.returned_on IS NULL OR l.returned_on > '2026-10-21')
GROUP BY h.region_id
""",
    """
SELECT h.region_id, count(DISTINCT h.id), count(w.id)
FROM household h LEFT JOIN worker w ON w.household_id = h.id AND w.active WHERE h.active GROUP BY h.region_id
""",
    "SELECT region_id, count(*) FROM workshop WHERE closed IS NULL OR closed >= '2026-10-21' GROUP BY region_id",
)
"""Households, pay, pieces, visits and machines by place, over two years."""

FAIR: Final = (
    _OPEN,
    """
SELECT s.household_id, s.period_id, l.product, sum(l.quantity), sum(l.amount)
FROM statement_line l JOIN statement s ON s.id = l.statement_id GROUP BY s.household_id, s.period_id, l.product
""",
)
"""What the pieces of each household's months earned, of which the report on the floor of an hour takes the time."""

MAKE_UP: Final = (
    _OPEN,
    """
SELECT s.household_id, l.voucher_id, sum(l.quantity), sum(l.amount)
FROM statement s JOIN pay_period p ON p.id = s.period_id JOIN statement_line l ON l.statement_id = s.id
WHERE p.key IN ('2026-08', '2026-09') AND s.floor > 0 AND s.household_id IN (
  SELECT household_id FROM voucher WHERE reverses_id IS NOT NULL AND voided_on IS NULL)
GROUP BY s.household_id, l.voucher_id
""",
)
"""The open month's pieces by household, and those of earlier months that it takes some back of."""

MARGINS: Final = (
    _OPEN,
    """
SELECT l.order_id, sum((l.accepted * o.price + 50000) / 100000)
FROM delivery_line l JOIN voucher v ON v.id = l.voucher_id JOIN orders o ON o.id = l.order_id
WHERE v.voided_on IS NULL AND l.grade = 'good' AND l.checked_on IS NOT NULL GROUP BY l.order_id
""",
    """
SELECT l.statement_id, l.subcontract, c.order_id, sum(l.amount), max(s.allowance + s.make_up)
FROM statement_line l JOIN statement s ON s.id = l.statement_id JOIN subcontract c ON c.number = l.subcontract
GROUP BY l.statement_id, l.subcontract
""",
    """
SELECT target_subcontract_id, material_id, kind, sum(quantity) FROM movement
WHERE target_subcontract_id IS NOT NULL AND material_id IS NOT NULL GROUP BY 1, 2, 3
""",
    """
SELECT source_subcontract_id, material_id, kind, sum(quantity) FROM movement
WHERE source_subcontract_id IS NOT NULL AND material_id IS NOT NULL
  AND source_id IN (SELECT id FROM household) GROUP BY 1, 2, 3
""",
    """
SELECT c.id, c.order_id, c.number, m.material_id, m.per_unit, m.loss_ppm, p.good, p.second, p.scrap, p.rework
FROM subcontract c JOIN subcontract_material m ON m.subcontract_id = c.id JOIN (
  SELECT subcontract_id, sum(good) AS good, sum(second) AS second, sum(work_scrap) AS scrap, sum(rework) AS rework
  FROM collection_line WHERE voucher_id NOT IN (SELECT id FROM voucher WHERE voided_on IS NOT NULL)
  GROUP BY subcontract_id) p ON p.subcontract_id = c.id
""",
    """
SELECT w.subcontract_id, d.driven, n.count FROM route_drive d JOIN route_plan p ON p.id = d.plan_id
JOIN route_stop s ON s.drive_id = d.id JOIN route_work w ON w.stop_id = s.id
JOIN (SELECT drive_id, count(*) AS count FROM route_stop GROUP BY drive_id) n ON n.drive_id = d.id
WHERE p.returned_on IS NOT NULL
""",
)
"""What the orders of two years brought and cost: sales, pay, material and pieces by subcontract, and the ways."""

QUALIFICATION: Final = """
WITH job AS (
  SELECT w.id AS worker_id, m.workshop_id, m.start, m."end", NULL AS contract_days, NULL AS insured_from
  FROM workshop_member m JOIN worker w ON w.household_id = m.household_id AND w.active
  UNION ALL
  SELECT worker_id, workshop_id, start, "end", contract_days, insured_from FROM placement
), judged AS (
  SELECT job.*,
    start <= '2026-10-21' AND ("end" IS NULL OR "end" >= '2026-10-21') AS there,
    CASE WHEN "end" IS NULL THEN contract_days
      ELSE min(contract_days, julianday("end") - julianday(start) + 1) END AS contract,
    row_number() OVER (PARTITION BY worker_id, workshop_id ORDER BY start) AS stay,
    start >= '2025-10-22' AS lately
  FROM job
), ranked AS (
  SELECT judged.*, sum(there AND lately AND stay = 1) OVER (PARTITION BY workshop_id) AS taken,
    row_number() OVER (PARTITION BY worker_id ORDER BY there DESC, coalesce(contract, 0) DESC) AS place
  FROM judged
)
SELECT r.*, w.name, h.code, h.head, h.township, h.village, h.phone, w.category, h.category, k.code, c.number
FROM ranked r JOIN worker w ON w.id = r.worker_id JOIN household h ON h.id = w.household_id
LEFT JOIN workshop k ON k.id = r.workshop_id
LEFT JOIN claim_person p ON p.worker_id = w.id LEFT JOIN claim c ON c.id = p.claim_id AND c.status <> 'refused'
WHERE r.place = 1 ORDER BY r.there DESC, k.code, h.code, w.name
"""
"""Everybody with the job that counts, what is known of it, who newly came, and an earlier claim."""

TRAINED: Final = """
SELECT a.worker_id, a.date, a.course_id, c.free, w.category, w.category_from, w.category_until, h.category
FROM attendance a JOIN course c ON c.id = a.course_id JOIN worker w ON w.id = a.worker_id
JOIN household h ON h.id = w.household_id ORDER BY a.worker_id, a.date, a.course_id
"""
"""Every day of training with what decides whether it is paid, person by person."""

YEAR_PAPERS: Final = (
    _OPEN,
    """
SELECT s.* FROM statement s JOIN pay_period p ON p.id = s.period_id WHERE p.key LIKE '2026-%' ORDER BY s.household_id
""",
    "SELECT * FROM equipment_loan l JOIN equipment e ON e.id = l.equipment_id ORDER BY l.household_id",
    """
SELECT worker_id, course_id, count(*) FROM attendance WHERE date BETWEEN '2026-01-01' AND '2026-12-31'
GROUP BY course_id, worker_id
""",
)
"""The months of a year of every household, with its machines and courses."""

OUTWORK: Final = (
    """
SELECT c.household_id, c.date, c.number, p.name, c.quantity, p.unit, c.good_rate, c.due
FROM subcontract c JOIN orders o ON o.id = c.order_id JOIN product p ON p.id = o.product_id ORDER BY c.household_id
""",
    """
SELECT c.household_id, v.date, v.number, t.name, m.quantity, t.unit FROM movement m
JOIN voucher v ON v.id = m.voucher_id JOIN material t ON t.id = m.material_id
JOIN subcontract c ON c.id = m.target_subcontract_id WHERE v.voided_on IS NULL ORDER BY c.household_id, v.date
""",
    """
SELECT s.household_id, l.date, l.number, l.product, l.quantity, l.rate, l.amount
FROM statement_line l JOIN statement s ON s.id = l.statement_id ORDER BY s.household_id, l.date
""",
    """
SELECT v.household_id, v.date, v.number, l.rework, l.work_scrap FROM collection_line l
JOIN voucher v ON v.id = l.voucher_id WHERE l.rework + l.work_scrap <> 0 ORDER BY v.household_id, v.date
""",
    "SELECT household_id, number, gross, net, paid_on FROM statement ORDER BY household_id",
)
"""Every line of the ledger of outwork of all households, in its order."""
