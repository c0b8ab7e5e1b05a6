"""Coordinates as phones in China give them (GCJ-02, BD-09) to WGS-84 and back.

The formulas are those published for the shift of GCJ-02 on the ellipsoid of Krasovsky 1940 and for BD-09 above it;
the way back is found by iterating the way there, to about a millimetre.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from models.errors import UserError
from models.i18n import tr

WGS84, GCJ02, BD09 = "WGS84", "GCJ02", "BD09"
DATUMS: Final = (WGS84, GCJ02, BD09)
Point = tuple[float, float]
"""Latitude and longitude in degrees."""

_AXIS: Final = 6378245.0
_ECCENTRICITY: Final = 0.00669342162296594323
_TWIST: Final = math.pi * 3000.0 / 180.0


def latitude_first(one: float, other: float) -> Point:
    """Two figures as a point. Maps of China copy the longitude first, and no latitude there is as great as that."""
    return (other, one) if 73 <= one <= 136 and 3 <= other <= 54 else (one, other)


def to_wgs84(latitude: float, longitude: float, datum: str = WGS84) -> Point:
    """A point of any datum as WGS-84. Raises UserError (field: datum, latitude, longitude)."""
    if datum not in DATUMS:
        raise UserError(tr("Coordinates are WGS84, GCJ02 or BD09."), "datum")
    if not -90 <= latitude <= 90:
        raise UserError(tr("A latitude lies between -90 and 90."), "latitude")
    if not -180 <= longitude <= 180:
        raise UserError(tr("A longitude lies between -180 and 180."), "longitude")
    point = latitude, longitude
    if datum == BD09:
        point = bd09_to_gcj02(point)
    return point if datum == WGS84 else gcj02_to_wgs84(point)


def point_of(text: str, datum: str = WGS84) -> Point | None:
    """The WGS-84 point written like "30.7575, 105.7076"; None for an empty text. Raises UserError (field: point)."""
    if not text.strip():
        return None
    try:
        latitude, longitude = latitude_first(*(float(part) for part in text.replace("，", ",").split(",")))
    except (ValueError, TypeError):
        raise UserError(tr("Write latitude and longitude like 30.7575, 105.7076."), "point") from None
    return to_wgs84(latitude, longitude, datum)


def in_decimals(point: Point, decimals: int) -> Point:
    """A point with so many decimals of a degree."""
    latitude, longitude = point
    return float(f"{latitude:.{decimals}f}"), float(f"{longitude:.{decimals}f}")


def in_china(point: Point) -> bool:
    """Whether a point lies in the box in which GCJ-02 shifts; outside it is WGS-84."""
    return 0.8293 <= point[0] <= 55.8271 and 72.004 <= point[1] <= 137.8347


def wgs84_to_gcj02(point: Point) -> Point:
    """A WGS-84 point as Chinese maps show it."""
    if not in_china(point):
        return point
    latitude, longitude = point
    north, east = _shift(longitude - 105.0, latitude - 35.0)
    angle = math.radians(latitude)
    magic = 1 - _ECCENTRICITY * math.sin(angle) ** 2
    root = math.sqrt(magic)
    north = north * 180.0 / (_AXIS * (1 - _ECCENTRICITY) / (magic * root) * math.pi)
    east = east * 180.0 / (_AXIS / root * math.cos(angle) * math.pi)
    return latitude + north, longitude + east


def gcj02_to_wgs84(point: Point) -> Point:
    """The WGS-84 point that Chinese maps show at this place."""
    return _shown_at(point, wgs84_to_gcj02, point)


def gcj02_to_bd09(point: Point) -> Point:
    """A GCJ-02 point as Baidu shows it."""
    latitude, longitude = point
    reach = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * _TWIST)
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * _TWIST)
    return reach * math.sin(angle) + 0.006, reach * math.cos(angle) + 0.0065


def bd09_to_gcj02(point: Point) -> Point:
    """The GCJ-02 point that Baidu shows at this place."""
    return _shown_at(point, gcj02_to_bd09, (point[0] - 0.006, point[1] - 0.0065))


def _shown_at(point: Point, shown_as: Callable[[Point], Point], guess: Point) -> Point:
    """The point that ``shown_as`` puts at this place, found from a guess nearby."""
    for _ in range(10):
        shown = shown_as(guess)
        miss = shown[0] - point[0], shown[1] - point[1]
        guess = guess[0] - miss[0], guess[1] - miss[1]
        if max(map(abs, miss)) < 1e-9:
            break
    return guess


def _shift(x: float, y: float) -> Point:
    """Metres north and east by which GCJ-02 lies off, for degrees east of 105 and north of 35."""
    pi = math.pi
    both = (20.0 * math.sin(6.0 * x * pi) + 20.0 * math.sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + both
    north += (20.0 * math.sin(y * pi) + 40.0 * math.sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * pi) + 320.0 * math.sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + both
    east += (20.0 * math.sin(x * pi) + 40.0 * math.sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * pi) + 300.0 * math.sin(x / 30.0 * pi)) * 2.0 / 3.0
    return north, east
